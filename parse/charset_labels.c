/*
 * The encodings: their names, the labels that stand for each (the table of the
 * WHATWG, and what feeds add), and what iconv calls them. iconv's names differ
 * where its converter of the standard name is narrower than what browsers and
 * publishers mean by it.
 */
#include "parse/charset_table.h"

#include "slice.h"

/* clang-format off */
const struct charset_row charset_rows[CHARSET_COUNT] = {
	[CHARSET_UTF_8] = { "utf-8", NULL,
	    "utf-8,utf8,unicode-1-1-utf-8,unicode11utf8,"
	    "unicode20utf8,x-unicode20utf8,utf-8n,utf 8,cp65001,"
	    "utf-8-sig,utf8mb4" },
	[CHARSET_UTF_16LE] = { "utf-16le", NULL,
	    "utf-16,utf-16le,unicode,ucs-2,iso-10646-ucs-2,csunicode,"
	    "unicodefeff,u16,utf16" },
	[CHARSET_UTF_16BE] = { "utf-16be", NULL,
	    "utf-16be,unicodefffe" },
	[CHARSET_UTF_32LE] = { "utf-32le", NULL,
	    "utf-32,utf-32le,utf32,u32,ucs-4,iso-10646-ucs-4,csucs4" },
	[CHARSET_UTF_32BE] = { "utf-32be", NULL,
	    "utf-32be" },
	[CHARSET_WINDOWS_1252] = { "windows-1252", NULL,
	    "ansi_x3.4-1968,ascii,us-ascii,cp1252,x-cp1252,cp819,"
	    "csisolatin1,ibm819,iso-8859-1,iso8859-1,iso88591,"
	    "iso_8859-1,iso_8859-1:1987,iso-ir-100,l1,latin1,"
	    "windows-1252,latin-1,8859-1,ansi" },
	[CHARSET_WINDOWS_1250] = { "windows-1250", "CP1250",
	    "windows-1250,cp1250,x-cp1250" },
	[CHARSET_WINDOWS_1251] = { "windows-1251", "CP1251",
	    "windows-1251,cp1251,x-cp1251" },
	[CHARSET_WINDOWS_1253] = { "windows-1253", "CP1253",
	    "windows-1253,cp1253,x-cp1253" },
	[CHARSET_WINDOWS_1254] = { "windows-1254", "CP1254",
	    "windows-1254,cp1254,x-cp1254,csisolatin5,iso-8859-9,"
	    "iso-ir-148,iso8859-9,iso88599,iso_8859-9,"
	    "iso_8859-9:1989,l5,latin5" },
	[CHARSET_WINDOWS_1255] = { "windows-1255", "CP1255",
	    "windows-1255,cp1255,x-cp1255" },
	[CHARSET_WINDOWS_1256] = { "windows-1256", "CP1256",
	    "windows-1256,cp1256,x-cp1256" },
	[CHARSET_WINDOWS_1257] = { "windows-1257", "CP1257",
	    "windows-1257,cp1257,x-cp1257" },
	[CHARSET_WINDOWS_1258] = { "windows-1258", "CP1258",
	    "windows-1258,cp1258,x-cp1258" },
	[CHARSET_ISO_8859_2] = { "iso-8859-2", "ISO-8859-2",
	    "iso-8859-2,iso8859-2,iso88592,iso_8859-2,csisolatin2,"
	    "iso-ir-101,iso_8859-2:1987,l2,latin2" },
	[CHARSET_ISO_8859_3] = { "iso-8859-3", "ISO-8859-3",
	    "iso-8859-3,iso8859-3,iso88593,iso_8859-3,csisolatin3,"
	    "iso-ir-109,iso_8859-3:1988,l3,latin3" },
	[CHARSET_ISO_8859_4] = { "iso-8859-4", "ISO-8859-4",
	    "iso-8859-4,iso8859-4,iso88594,iso_8859-4,csisolatin4,"
	    "iso-ir-110,iso_8859-4:1988,l4,latin4" },
	[CHARSET_ISO_8859_5] = { "iso-8859-5", "ISO-8859-5",
	    "iso-8859-5,iso8859-5,iso88595,iso_8859-5,"
	    "csisolatincyrillic,cyrillic,iso-ir-144,iso_8859-5:1988" },
	[CHARSET_ISO_8859_6] = { "iso-8859-6", "ISO-8859-6",
	    "iso-8859-6,iso8859-6,iso88596,iso_8859-6,arabic,"
	    "asmo-708,csiso88596e,csiso88596i,csisolatinarabic,"
	    "ecma-114,iso-8859-6-e,iso-8859-6-i,iso-ir-127,"
	    "iso_8859-6:1987" },
	[CHARSET_ISO_8859_7] = { "iso-8859-7", "ISO-8859-7",
	    "iso-8859-7,iso8859-7,iso88597,iso_8859-7,"
	    "csisolatingreek,ecma-118,elot_928,greek,greek8,"
	    "iso-ir-126,iso_8859-7:1987,sun_eu_greek" },
	[CHARSET_ISO_8859_8] = { "iso-8859-8", "ISO-8859-8",
	    "iso-8859-8,iso8859-8,iso88598,iso_8859-8,csiso88598e,"
	    "csisolatinhebrew,hebrew,iso-8859-8-e,iso-ir-138,"
	    "iso_8859-8:1988,visual" },
	[CHARSET_ISO_8859_8_I] = { "iso-8859-8-i", "ISO-8859-8",
	    "iso-8859-8-i,logical,csiso88598i" },
	[CHARSET_ISO_8859_10] = { "iso-8859-10", "ISO-8859-10",
	    "iso-8859-10,iso8859-10,iso885910,iso_8859-10,"
	    "csisolatin6,iso-ir-157,l6,latin6" },
	[CHARSET_ISO_8859_13] = { "iso-8859-13", "ISO-8859-13",
	    "iso-8859-13,iso8859-13,iso885913,iso_8859-13" },
	[CHARSET_ISO_8859_14] = { "iso-8859-14", "ISO-8859-14",
	    "iso-8859-14,iso8859-14,iso885914,iso_8859-14" },
	[CHARSET_ISO_8859_15] = { "iso-8859-15", "ISO-8859-15",
	    "iso-8859-15,iso8859-15,iso885915,iso_8859-15,"
	    "csisolatin9,l9,latin-9,latin9" },
	[CHARSET_ISO_8859_16] = { "iso-8859-16", "ISO-8859-16",
	    "iso-8859-16,iso8859-16,iso885916,iso_8859-16" },
	[CHARSET_WINDOWS_874] = { "windows-874", "CP874",
	    "windows-874,tis-620,iso-8859-11,iso8859-11,iso885911,"
	    "dos-874" },
	[CHARSET_IBM866] = { "ibm866", "CP866",
	    "ibm866,866,cp866,csibm866" },
	[CHARSET_KOI8_R] = { "koi8-r", "KOI8-R",
	    "koi8-r,koi,koi8,koi8_r,cskoi8r" },
	[CHARSET_KOI8_U] = { "koi8-u", "KOI8-U",
	    "koi8-u,koi8-ru" },
	[CHARSET_MACINTOSH] = { "macintosh", "MACINTOSH",
	    "macintosh,mac,csmacintosh,x-mac-roman" },
	[CHARSET_MAC_CYRILLIC] = { "x-mac-cyrillic", "MAC-CYRILLIC",
	    "x-mac-cyrillic,x-mac-ukrainian" },
	[CHARSET_GB18030] = { "gb18030", "GB18030",
	    "gb18030,gbk,gb2312,gb_2312,gb_2312-80,chinese,csgb2312,"
	    "csiso58gb231280,x-gbk,cp936,ms936,windows-936,euc-cn,"
	    "iso-ir-58" },
	[CHARSET_BIG5] = { "big5", "BIG5-HKSCS",
	    "big5,big5-hkscs,cn-big5,csbig5,x-x-big5,cp950" },
	[CHARSET_EUC_JP] = { "euc-jp", "EUCJP-MS",
	    "euc-jp,cseucpkdfmtjapanese,x-euc-jp,eucjp" },
	[CHARSET_SHIFT_JIS] = { "shift_jis", "CP932",
	    "shift_jis,shift-jis,sjis,ms_kanji,ms932,windows-31j,"
	    "x-sjis,csshiftjis,cp932" },
	[CHARSET_ISO_2022_JP] = { "iso-2022-jp", "ISO-2022-JP",
	    "iso-2022-jp,csiso2022jp" },
	[CHARSET_EUC_KR] = { "euc-kr", "CP949",
	    "euc-kr,ks_c_5601-1987,ks_c_5601-1989,ksc5601,ksc_5601,"
	    "korean,windows-949,cp949,uhc,cseuckr,csksc56011987,"
	    "iso-ir-149" },
};
/* clang-format on */

/* label, without blanks at its ends, in any case and spelling of '-'. */
static bool
is_label(struct slice known, struct slice label)
{
	if (known.len != label.len)
		return false;
	for (size_t i = 0; i < label.len; i++) {
		char c = slice_lower(label.ptr[i]);

		if (c != known.ptr[i] && !(c == '_' && known.ptr[i] == '-'))
			return false;
	}
	return true;
}

enum charset
charset_of_label(struct slice label)
{
	label = slice_trim(label);
	for (int i = CHARSET_NONE + 1; i < CHARSET_COUNT; i++) {
		struct slice rest = slice_of(charset_rows[i].labels), known;

		while (slice_cut(&rest, ',', &known)) {
			if (is_label(known, label))
				return (enum charset)i;
		}
	}
	return CHARSET_NONE;
}
