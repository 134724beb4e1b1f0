/*
 * Hostile markup: whatever goes in, what comes out is in the cleaner's own form
 * with listed names and schemes alone, to a strict reader and to libxml2's, and
 * cleaning it again changes nothing.
 */
#include <check.h>
#include <string.h>

#include "compiler.h"
#include "html_checker.h"
#include "limits.h"
#include "parse/html_text.h"

Suite *html_tag_suite(void);

static const char *const vectors[] = {
	/* clang-format off */
	"<script>alert(1)</script>",
	"<SCRIPT SRC=http://x.example/x.js></SCRIPT>",
	"<script>alert(1)",
	"<script/xss src=\"http://x.example/x.js\"></script>",
	"<script/src=\"http://x.example/x.js\"></script>",
	"<<script>alert(1);//<</script>",
	"<script src=http://x.example/x.js\?< b >",
	"<script src=//x.example/.j>",
	"<scr<script>ipt>alert(1)</scr</script>ipt>",
	"<script><!--<script></script><img src=x onerror=alert(1)></s"
	    "cript>",
	"</script><script>alert(1)</script>",
	"<svg><script>alert(1)</script></svg>",
	"<svg><script href=\"data:,alert(1)\"/></svg>",
	"<svg/onload=alert(1)>",
	"<svg onload=alert(1)//",
	"<svg><g/onload=alert(1)></g></svg>",
	"<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
	"<svg><set attributeName=\"href\" to=\"javascript:alert(1)\"/"
	    "></svg>",
	"<svg><animate xlink:href=#x attributeName=href values=javasc"
	    "ript:alert(1) /><a id=x><text x=20 y=20>x</text></a>",
	"<svg><a xlink:href=\"javascript:alert(1)\"><text x=\"20\" y="
	    "\"20\">x</text></a></svg>",
	"<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http:"
	    "//www.w3.org/2000/svg'><image href='1' onerror='alert(1)'/><"
	    "/svg>#x\"></use></svg>",
	"<svg><use xlink:href=\"http://x.example/x.svg#x\"/></svg>",
	"<svg><image href=\"x\" onerror=\"alert(1)\"/></svg>",
	"<svg><foreignObject><iframe src=\"javascript:alert(1)\"></if"
	    "rame></foreignObject></svg>",
	"<svg><foreignObject><body onload=alert(1)></foreignObject></"
	    "svg>",
	"<svg><style>@import url(//x.example)</style></svg>",
	"<svg><style><img src=x onerror=alert(1)></style></svg>",
	"<svg><title><style><img src=\"</style><img src=x onerror=ale"
	    "rt(1)//\">",
	"<svg><desc><style><a title=\"</style><img src=x onerror=aler"
	    "t(1)>\">",
	"<svg><p><style><a id=\"</style><img src=1 onerror=alert(1)>\""
	    ">",
	"<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>"
	    "\">",
	"<svg><handler xmlns:ev=\"http://www.w3.org/2001/xml-events\""
	    " ev:event=\"load\">alert(1)</handler></svg>",
	"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:x=\"http://w"
	    "ww.w3.org/1999/xhtml\"><x:script>alert(1)</x:script></svg>",
	"<math><mtext><table><mglyph><style><!--</style><img title=\""
	    "--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
	"<math><mtext><option><FAKEFAKE><option></option><mglyph><svg"
	    "><mtext><style><a title=\"</style><img src='#' onerror='aler"
	    "t(1)'>\">",
	"<math><annotation-xml encoding=\"text/html\"><script>alert(1"
	    ")</script></annotation-xml></math>",
	"<math><annotation-xml encoding=\"text/html\"><style><img src"
	    "=x onerror=alert(1)></style></annotation-xml></math>",
	"<math href=\"javascript:alert(1)\">x</math>",
	"<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
	"<math><maction actiontype=\"statusline#http://x.example\" xl"
	    "ink:href=\"javascript:alert(1)\">x</maction></math>",
	"<form><math><mtext></form><form><mglyph><style></math><img s"
	    "rc onerror=alert(1)>",
	"<form><math><mtext></form><form><mglyph><svg><mtext><style><"
	    "path id=\"</style><img onerror=alert(1) src>\">",
	"<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">",
	"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>"
	    "\">",
	"<noscript><style></noscript><img src=x onerror=alert(1)></st"
	    "yle>",
	"<noscript><!--</noscript><img src=x onerror=alert(1)>--></no"
	    "script>",
	"<textarea><img src=x onerror=alert(1)></textarea>",
	"<textarea></textarea><img src=x onerror=alert(1)>",
	"<title><img src=x onerror=alert(1)></title>",
	"<title></title><img src=x onerror=alert(1)>",
	"<textarea><title></textarea><img src=x onerror=alert(1)></ti"
	    "tle>",
	"<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
	"<xmp><img src=x onerror=alert(1)></xmp>",
	"<noembed><img title=\"</noembed><img src=x onerror=alert(1)>"
	    "\"></noembed>",
	"<noframes><img title=\"</noframes><img src=x onerror=alert(1"
	    ")>\"></noframes>",
	"<iframe><img title=\"</iframe><img src=x onerror=alert(1)>\""
	    "></iframe>",
	"<plaintext><img src=x onerror=alert(1)>",
	"<listing>&lt;img onerror=\"alert(1)\" src=x&gt;</listing>",
	"<template><img src=x onerror=alert(1)></template>",
	"<template><s><template><s><img src=x onerror=alert(1)>@shafi"
	    "gullin</s></template></s></template>",
	"<select><template><style><!--</style><a rel=\"--></style></t"
	    "emplate></select><img src=x onerror=alert(1)></a>",
	"<select><style></select><img src=x onerror=alert(1)></style>"
	    "</select>",
	"<select><option><style></option></select><b><img src=xx oner"
	    "ror=alert(1)></style></option></select>",
	"<table><td background=\"javascript:alert(1)\">",
	"<table background=\"javascript:alert(1)\">",
	"<table><caption><svg><title><table><caption></caption></tabl"
	    "e></title><style><a id=\"</style><img src=1 onerror=alert(1)"
	    ">\">",
	"<table><a><table><a href=\"javascript:alert(1)\">x",
	"<frameset><frame src=\"javascript:alert(1)\"></frameset>",
	"<frameset onload=alert(1)>",
	"<iframe src=\"javascript:alert(1)\"></iframe>",
	"<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
	"<iframe srcdoc=\"&lt;img src=x onerror=alert(1)&gt;\">",
	"<iframe src=\"data:text/html,<script>alert(1)</script>\">",
	"<iframe src=http://x.example/scriptlet.html <",
	"<object data=\"javascript:alert(1)\"></object>",
	"<object data=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTw"
	    "vc2NyaXB0Pg==\"></object>",
	"<object type=\"text/x-scriptlet\" data=\"http://x.example/x."
	    "html\"></object>",
	"<object classid=clsid:ae24fdae-03c6-11d1-8b76-0080c744f389><"
	    "param name=url value=javascript:alert(1)></object>",
	"<embed src=\"javascript:alert(1)\">",
	"<embed src=\"data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=\" ty"
	    "pe=\"image/svg+xml\" AllowScriptAccess=\"always\"></embed>",
	"<embed code=\"http://x.example/x.swf\" allowscriptaccess=alw"
	    "ays>",
	"<applet code=\"x.class\" archive=\"http://x.example/x.jar\">"
	    "</applet>",
	"<applet><param name=x value=y><b>x</b>",
	"<meta http-equiv=\"refresh\" content=\"0;url=javascript:aler"
	    "t(1)\">",
	"<meta http-equiv=\"refresh\" content=\"0; URL=http://;URL=ja"
	    "vascript:alert(1);\">",
	"<meta http-equiv=\"Set-Cookie\" content=\"x=<script>alert(1)"
	    "</script>\">",
	"<meta charset=\"x-imap4-modified-utf7\">&ADz&AGn&AG0&AEf&ACA"
	    "&AHM",
	"<base href=\"javascript:alert(1)//\">",
	"<base href=\"//x.example\">",
	"<link rel=\"stylesheet\" href=\"javascript:alert(1);\">",
	"<link rel=import href=\"data:text/html,<script>alert(1)</scr"
	    "ipt>\">",
	"<link rel=\"stylesheet\" href=\"//x.example/x.css\">",
	"<style>@import'http://x.example/x.css';</style>",
	"<style>body{-moz-binding:url(\"http://x.example/x.xml#x\")}<"
	    "/style>",
	"<style>li {list-style-image: url(\"javascript:alert(1)\");}<"
	    "/style><ul><li>x</ul>",
	"<style type=\"text/javascript\">alert(1);</style>",
	"<style></style<img src=\"about:blank\" onerror=alert(1)//></"
	    "style>",
	"<style><img title=\"</style><img src=x onerror=alert(1)>\">",
	"<style/onload=alert(1)>",
	"<p style=\"background:url(javascript:alert(1))\">x",
	"<p style=\"background-image: url( 'javascript:alert(1)' )\">"
	    "x",
	"<p style=\"width: expression(alert(1));\">x",
	"<p style=\"width: expr/**/ession(alert(1));\">x",
	"<p style=\"xss:expr/*XSS*/ession(alert(1))\">x",
	"<p style=\"-moz-binding:url(http://x.example/x.xml#x)\">x",
	"<p style=\"behavior: url(x.htc);\">x",
	"<p style=\"\\0062ackground:\\0075rl(javascript:alert(1))\">x",
	"<p style=\"background:u\\rl(javascript:alert(1))\">x",
	"<p style=\"color: red; background: &#117;rl(x)\">x",
	"<p style=\"font-family: 'x;} body{background:url(x)}'\">x",
	"<p style=\"color:red;}</style><script>alert(1)</script>\">x",
	"<p style='x:\\\"</p><script>alert(1)</script>'>x",
	"<p style=\"position:fixed;top:0;left:0;width:100%;height:100"
	    "%\">x",
	"<p style=\"@import url(x)\">x",
	"<p style=\"color: r&#x2f;**&#x2f;ed\">x",
	"<a href=\"javascript:alert(1)\">x</a>",
	"<a href=\"JaVaScRiPt:alert(1)\">x</a>",
	"<a href=javascript:alert(1)>x</a>",
	"<a href=`javascript:alert(1)`>x</a>",
	"<a href=\" javascript:alert(1)\">x</a>",
	"<a href=\"\tjavascript:alert(1)\">x</a>",
	"<a href=\"jav\tascript:alert(1)\">x</a>",
	"<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
	"<a href=\"jav&#x0A;ascript:alert(1)\">x</a>",
	"<a href=\"jav&#x0D;ascript:alert(1)\">x</a>",
	"<a href=\"jav&Tab;ascript:alert(1)\">x</a>",
	"<a href=\"jav&NewLine;ascript:alert(1)\">x</a>",
	"<a href=\"&#14; javascript:alert(1)\">x</a>",
	"<a href=\"&#1;javascript:alert(1)\">x</a>",
	"<a href=\"&#0;javascript:alert(1)\">x</a>",
	"<a href=\"javascript&colon;alert(1)\">x</a>",
	"<a href=\"javascript&#58;alert(1)\">x</a>",
	"<a href=\"javascript&#x3a;alert(1)\">x</a>",
	"<a href=\"javascript&#x3aalert(1)\">x</a>",
	"<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112"
	    ";&#116;&#58;alert(1)\">x</a>",
	"<a href=\"&#0000106&#0000097&#0000118&#0000097&#0000115&#000"
	    "0099&#0000114&#0000105&#0000112&#0000116&#0000058alert(1)\">"
	    "x</a>",
	"<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74"
	    "&#x3Aalert(1)\">x</a>",
	"<a href=\"javascript://%0aalert(1)\">x</a>",
	"<a href=\"javascript:/*--></title></style></textarea></scrip"
	    "t><svg/onload=alert(1)>\">x</a>",
	"<a href=\"vbscript:msgbox(1)\">x</a>",
	"<a href=\"livescript:alert(1)\">x</a>",
	"<a href=\"mocha:alert(1)\">x</a>",
	"<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
	"<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2Ny"
	    "aXB0Pg==\">x</a>",
	"<a href=\"data:image/svg+xml,<svg onload=alert(1)>\">x</a>",
	"<a href=\"blob:https://x.example/1\">x</a>",
	"<a href=\"about:blank\">x</a>",
	"<a href=\"view-source:http://x.example/\">x</a>",
	"<a href=\"chrome://settings\">x</a>",
	"<a href=\"jar:http://x.example/x.jar!/x.html\">x</a>",
	"<a href=\"file:///etc/passwd\">x</a>",
	"<a href=\"filesystem:http://x.example/x\">x</a>",
	"<a href=\"ms-settings:x\">x</a>",
	"<a href=\"intent://x#Intent;scheme=javascript;end\">x</a>",
	"<a href=\"\\\\x.example\\x\">x</a>",
	"<a href=\"//x.example/x\">x</a>",
	"<a href=\"x\" href=\"javascript:alert(1)\">x</a>",
	"<a href=\"javascript:alert(1)\" href=\"x\">x</a>",
	"<a/href=\"javascript:alert(1)\">x</a>",
	"<a\nhref\n=\n\"javascript:alert(1)\"\n>x</a>",
	"<a href='javascript:alert(\"1\")'>x</a>",
	"<a onmouseover=\"alert(1)\">x</a>",
	"<a onmouseover=alert(1)>x</a>",
	"<a ONCLICK=alert(1)>x</a>",
	"<a href=\"x\"onclick=\"alert(1)\">x</a>",
	"<a href=\"x\" \"onclick=\"alert(1)\">x</a>",
	"<a href=\"x\"x=\"\" onclick=\"alert(1)\">x</a>",
	"<a href='x'onclick='alert(1)'>x</a>",
	"<a href=x onclick&#x3d;alert(1)>x</a>",
	"<a href=\"&quot; onclick=&quot;alert(1)\">x</a>",
	"<a href=\"x&#34; onclick=&#34;alert(1)\">x</a>",
	"<a title=\"x&#x22; onclick=alert(1) x=&#x22;\">x</a>",
	"<a href=\"http://x.example/&quot;&gt;&lt;script&gt;alert(1)&"
	    "lt;/script&gt;\">x</a>",
	"<a href=\"http://x.example/\?<script>alert(1)</script>\">x</"
	    "a>",
	"<a href=\"http://a b.example/&quot;onmouseover=alert(1)//\">"
	    "x</a>",
	"<a style=\"x:expression(alert(1))\" target=\"_blank\">x</a>",
	"<a ping=\"http://x.example/\" href=\"x\">x</a>",
	"<a id=\"x\" name=\"body\" class=\"y\">x</a>",
	"<img src=\"javascript:alert(1);\">",
	"<img src=JaVaScRiPt:alert(1)>",
	"<img src=javascript:alert(&quot;1&quot;)>",
	"<img src=`javascript:alert(\"x says, 'x'\")`>",
	"<img \"\"\"><script>alert(1)</script>\">",
	"<img src=# onmouseover=\"alert(1)\">",
	"<img src= onmouseover=\"alert(1)\">",
	"<img onmouseover=\"alert(1)\">",
	"<img src=/ onerror=\"alert(String.fromCharCode(88,83,83))\">"
	    "</img>",
	"<img src=x onerror=\"&#0000106&#0000097&#0000118&#0000097\">",
	"<img src=x onerror=alert(1)//",
	"<img src=x/onerror=alert(1)>",
	"<img/src/onerror=alert(1)>",
	"<img src=\"x` `<script>alert(1)</script>\"` `>",
	"<img src='x' onerror\t=alert(1)>",
	"<img src=\"x:gif\" onerror=\"alert(1)\">",
	"<img dynsrc=\"javascript:alert(1)\">",
	"<img lowsrc=\"javascript:alert(1)\">",
	"<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQ"
	    "oMSk+\">",
	"<img src=\"data:text/html,x\">",
	"<img src=\"data:image/png;base64,iVBORw0KGgo=\" onload=alert"
	    "(1)>",
	"<img srcset=\"javascript:alert(1) 2x, x 1x\">",
	"<img srcset=x onerror=alert(1)>",
	"<img longdesc=\"javascript:alert(1)\" src=x>",
	"<img usemap=\"javascript:alert(1)\" src=x>",
	"<img alt=\"<script>alert(1)</script>\" src=x>",
	"<img alt=\"--><script>alert(1)</script>\" src=x>",
	"<img src=\"http://x.example/x.gif\" width=1 height=1>",
	"<image src=\"javascript:alert(1)\">",
	"<image src=x onerror=alert(1)>",
	"<input type=\"image\" src=\"javascript:alert(1);\">",
	"<input onfocus=alert(1) autofocus>",
	"<button formaction=\"javascript:alert(1)\">x</button>",
	"<form action=\"javascript:alert(1)\"><input type=submit></fo"
	    "rm>",
	"<form id=x></form><button form=x formaction=\"javascript:ale"
	    "rt(1)\">x",
	"<isindex action=\"javascript:alert(1)\" type=image>",
	"<isindex type=image src=1 onerror=alert(1)>",
	"<keygen autofocus onfocus=alert(1)>",
	"<select onfocus=alert(1) autofocus>",
	"<textarea onfocus=alert(1) autofocus>",
	"<details open ontoggle=alert(1)>",
	"<details/open/ontoggle=alert(1)>",
	"<marquee onstart=alert(1)>x</marquee>",
	"<body onload=alert(1)>",
	"<body background=\"javascript:alert(1)\">",
	"<body onload!#$%&()*~+-_.,:;\?@[/|\\]^`=alert(1)>",
	"<bgsound src=\"javascript:alert(1);\">",
	"<br size=\"&{alert(1)}\">",
	"<layer src=\"http://x.example/scriptlet.html\"></layer>",
	"<xml id=\"x\"><i><b>&lt;img src=1 onerror=alert(1)&gt;</b></"
	    "i></xml><span datasrc=\"#x\" datafld=\"b\" dataformatas=\"ht"
	    "ml\"></span>",
	"<xml src=\"http://x.example/x.xml\" id=i></xml>",
	"<html xmlns:xss><\?import namespace=\"xss\" implementation=\""
	    "http://x.example/x.htc\"><xss:xss>x</xss:xss></html>",
	"<\?xml version=\"1.0\"\?><html:script xmlns:html=\"http://ww"
	    "w.w3.org/1999/xhtml\">alert(1)</html:script>",
	"<\?xml-stylesheet href=\"javascript:alert(1)\"\?>",
	"<\? foo=\"><script>alert(1)</script>\">",
	"<! foo=\"><script>alert(1)</script>\">",
	"</ foo=\"><script>alert(1)</script>\">",
	"<% foo><x foo=\"%><script>alert(1)</script>\">",
	"<!--<img src=\"--><img src=x onerror=alert(1)//\">",
	"<!--><img src=x onerror=alert(1)>-->",
	"<!---><img src=x onerror=alert(1)>-->",
	"<!-- --!><img src=x onerror=alert(1)>-->",
	"<!-- -- ><img src=x onerror=alert(1)>-->",
	"<!--x--x><img src=x onerror=alert(1)>",
	"<!-- unclosed <img src=x onerror=alert(1)>",
	"<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
	"<![endif]><img src=x onerror=alert(1)>",
	"<comment><img src=\"</comment><img src=x onerror=alert(1)//\""
	    ">",
	"<![CDATA[<script>alert(1)</script>]]>",
	"<![CDATA[><img src=x onerror=alert(1)>]]>",
	"<svg><![CDATA[><image xlink:href=\"]]><img src=x onerror=ale"
	    "rt(1)//\"></svg>",
	"<!DOCTYPE x [<!ENTITY x \"<script>alert(1)</script>\">]>&x;",
	"<!DOCTYPE html><script>alert(1)</script>",
	"<a href=\"http://x.example\"onmouseover=\"alert(1)\"//",
	"<a href=\"http://x.example\" title='x",
	"<a href=\"http://x.example",
	"<a<b href=\"javascript:alert(1)\">x</a>",
	"<a<script>alert(1)</script>",
	"<b <script>alert(1)</script>0",
	"<div/onmouseover='alert(1)'>x",
	"<div onmouseover=alert(1)>x",
	"<div id=\"x\"><script>alert(1)</script",
	"<div style=\"x\" style=\"behavior:url(x)\">x",
	"<x onclick=alert(1)>x",
	"<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)<"
	    "/x:script>",
	"<video><source onerror=\"alert(1)\">",
	"<video src=x onerror=alert(1)>",
	"<video poster=javascript:alert(1)//></video>",
	"<video onloadstart=alert(1)><source>",
	"<audio src=x onerror=alert(1)>",
	"<source src=javascript:alert(1)>",
	"<track src=\"javascript:alert(1)\">",
	"<picture><source srcset=x onerror=alert(1)><img src=x onerro"
	    "r=alert(1)></picture>",
	"<area href=\"javascript:alert(1)\" shape=rect coords=0,0,9,9"
	    ">",
	"<map name=x><area href=data:text/html,x></map>",
	"<blockquote cite=\"javascript:alert(1)\">x</blockquote>",
	"<q cite=\"data:text/html,x\">x</q>",
	"<del cite=\"vbscript:x\">x</del>",
	"<event-source src=\"javascript:alert(1)\">",
	"<dialog open onclose=alert(1)>x</dialog>",
	"<ol start=\"&quot;onclick=alert(1)//\"><li value=\"1\" oncli"
	    "ck=alert(1)>x",
	"<time datetime=\"<script>\" onclick=alert(1)>x</time>",
	"<p title=\"</p><script>alert(1)</script>\">x</p>",
	"<p title='\"><script>alert(1)</script>'>x</p>",
	"<p title=`\"><script>alert(1)</script>`>x</p>",
	"<p title=\"&lt;/p&gt;&lt;script&gt;\">x</p>",
	"<p title=\"&#x3c;script&#x3e;\">x</p>",
	"<p lang=\"en&quot; onclick=&quot;alert(1)\">x</p>",
	"&lt;script&gt;alert(1)&lt;/script&gt;",
	"&amp;lt;script&amp;gt;alert(1)",
	"&#60;script&#62;alert(1)&#60;/script&#62;",
	"&#x3c;img src=x onerror=alert(1)&#x3e;",
	"&#60script>alert(1)</script>",
	"&lt<script>alert(1)</script>",
	"<&#115;cript>alert(1)</script>",
	"<scr&#105;pt>alert(1)</script>",
	"< script>alert(1)</script>",
	"<\tscript>alert(1)</script>",
	"</script >alert(1)<script >x</ script>",
	"<script\t>alert(1)</script\t>",
	"<SCRIPT>alert(1)</SCRIPT foo=\"bar\">",
	"<script>x</scriptx>alert(1)</script>",
	"<b><i></b><script>alert(1)</script></i>",
	/* clang-format on */
};

static const char *const handlers[] = { "abort", "activate", "afterprint",
	"animationend", "animationiteration", "animationstart", "auxclick",
	"beforecopy", "beforecut", "beforeinput", "beforepaste", "beforeprint",
	"beforetoggle", "beforeunload", "begin", "blur", "bounce", "canplay",
	"canplaythrough", "change", "click", "close", "contextmenu", "copy",
	"cuechange", "cut", "dblclick", "drag", "dragend", "dragenter",
	"dragleave", "dragover", "dragstart", "drop", "durationchange", "end",
	"ended", "error", "finish", "focus", "focusin", "focusout", "formdata",
	"fullscreenchange", "hashchange", "input", "invalid", "keydown",
	"keypress", "keyup", "load", "loadeddata", "loadedmetadata",
	"loadstart", "message", "mousedown", "mouseenter", "mouseleave",
	"mousemove", "mouseout", "mouseover", "mouseup", "mousewheel",
	"pagehide", "pageshow", "paste", "pause", "play", "playing",
	"pointerdown", "pointerenter", "pointerover", "pointerrawupdate",
	"popstate", "progress", "ratechange", "repeat", "reset", "resize",
	"scroll", "scrollend", "search", "seeked", "seeking", "select",
	"selectionchange", "selectstart", "show", "stalled", "start", "storage",
	"submit", "suspend", "timeupdate", "toggle", "touchcancel", "touchend",
	"touchmove", "touchstart", "transitionend", "unload", "volumechange",
	"waiting", "wheel" };

/* What may stand before hostile markup and lend it a meaning. */
static const char *const befores[] = { "", "<p title=\"", "<p title='x",
	"<p title=x", "<table><tr><td>", "<table>", "<svg>", "<math><mtext>",
	"<svg><title>", "<textarea>", "<select><option>", "<noscript>", "<!-- ",
	"<style>", "<a href=", "<ul><li>", "<pre>", "<video><source " };

static void
clean(struct slice markup, enum html_level level, struct buffer *out)
{
	struct html_options options = { .level = level,
		.base = SLICE("http://h.example/d/") };

	buffer_reset(out);
	ck_assert(html_clean(markup, &options, out));
}

static void
assert_safe(struct slice markup, enum html_level level)
{
	struct buffer once, twice;
	char fault[256];

	buffer_init(&once, MIB);
	buffer_init(&twice, MIB);
	clean(markup, level, &once);
	ck_assert_msg(html_checker_accepts(buffer_slice(&once), level, fault,
			  sizeof(fault)),
	    "%s: %.*s gives %s", fault, SLICE_FMT(markup),
	    buffer_string(&once));
	ck_assert_msg(html_checker_tree_is_safe(buffer_slice(&once), level,
			  fault, sizeof(fault)),
	    "%s: %.*s gives %s", fault, SLICE_FMT(markup),
	    buffer_string(&once));
	clean(buffer_slice(&once), level, &twice);
	ck_assert_msg(slice_eq(buffer_slice(&once), buffer_slice(&twice)),
	    "%.*s gives %s, which gives %s", SLICE_FMT(markup),
	    buffer_string(&once), buffer_string(&twice));
	buffer_finish(&once);
	buffer_finish(&twice);
}

static void
assert_safe_everywhere(struct slice markup)
{
	struct buffer whole;

	buffer_init(&whole, MIB);
	for (size_t i = 0; i < ARRAY_LEN(befores); i++) {
		buffer_reset(&whole);
		buffer_append_string(&whole, befores[i]);
		buffer_append(&whole, markup);
		assert_safe(buffer_slice(&whole), HTML_STRICT);
		assert_safe(buffer_slice(&whole), HTML_WIDE);
	}
	buffer_finish(&whole);
}

START_TEST(no_vector_gets_through_in_any_place)
{
	assert_safe_everywhere(slice_of(vectors[_i]));
}
END_TEST

START_TEST(no_vector_gets_through_cut_anywhere)
{
	struct slice vector = slice_of(vectors[_i]);

	for (size_t len = 0; len < vector.len; len++) {
		assert_safe(slice_sub(vector, 0, len), HTML_STRICT);
		assert_safe(slice_sub(vector, 0, len), HTML_WIDE);
		assert_safe(slice_from(vector, len), HTML_STRICT);
		assert_safe(slice_from(vector, len), HTML_WIDE);
	}
}
END_TEST

START_TEST(no_handler_gets_through)
{
	static const char *const forms[] = { "<b on%s=alert(1)>x</b>",
		"<img src=x oN%s='alert(1)'>",
		"<svg/on%s=alert(1)><p on%s=x>" };
	struct buffer markup;

	buffer_init(&markup, KIB);
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		buffer_reset(&markup);
		for (const char *at = forms[i]; *at != '\0'; at++) {
			if (at[0] == '%')
				buffer_append_string(&markup, handlers[_i]);
			else if (at == forms[i] || at[-1] != '%')
				buffer_append_char(&markup, *at);
		}
		assert_safe(buffer_slice(&markup), HTML_STRICT);
		assert_safe(buffer_slice(&markup), HTML_WIDE);
	}
	buffer_finish(&markup);
}
END_TEST

START_TEST(one_pass_gives_what_two_give)
{
	struct slice vector = slice_of(vectors[_i]);
	struct html_options options = { .level = HTML_STRICT };
	struct buffer html, text, both_html, both_text;

	buffer_init(&html, MIB);
	buffer_init(&text, MIB);
	buffer_init(&both_html, MIB);
	buffer_init(&both_text, MIB);
	ck_assert(html_clean(vector, &options, &html));
	ck_assert(html_to_text(vector, HTML_LINKS_PLAIN, &text));
	ck_assert(
	    html_clean_with_text(vector, &options, &both_html, &both_text));
	ck_assert_str_eq(buffer_string(&html), buffer_string(&both_html));
	ck_assert_str_eq(buffer_string(&text), buffer_string(&both_text));
	buffer_finish(&html);
	buffer_finish(&text);
	buffer_finish(&both_html);
	buffer_finish(&both_text);
}
END_TEST

static void
add_rows(TCase *tests, const TTest *test, size_t rows)
{
	tcase_add_loop_test(tests, test, 0, (int)rows);
}

Suite *
html_tag_suite(void)
{
	Suite *suite = suite_create("html_tag");
	TCase *tests = tcase_create("html_tag");

	tcase_set_timeout(tests, 60);
	add_rows(tests, no_vector_gets_through_in_any_place,
	    ARRAY_LEN(vectors));
	add_rows(tests, no_vector_gets_through_cut_anywhere,
	    ARRAY_LEN(vectors));
	add_rows(tests, no_handler_gets_through, ARRAY_LEN(handlers));
	add_rows(tests, one_pass_gives_what_two_give, ARRAY_LEN(vectors));
	suite_add_tcase(suite, tests);
	return suite;
}
