/*
 * Words in dates: months and days in many languages, zones, and words that
 * mean nothing. All are written as date_text.c folds what it reads: lower case,
 * without diacritics (so that august and AOU. are found), but for the Turkish
 * soft g, which stays apart as "gh". The order of the languages decides where
 * one word is two months.
 */
#include "parse/date_names.h"

#include "compiler.h"
#include "parse/language_tag.h"
#include "utf8.h"

/* Characters of the shortest beginning that may stand for a name. */
#define MONTH_PREFIX 3
#define DAY_PREFIX   2

/* clang-format off */
static const struct language {
	const char *tag;
	const char *months[12]; /* spellings parted by '|' */
} languages[] = {
	{ "en", {
		"january", "february", "march", "april", "may", "june", "july",
		"august", "september", "october", "november", "december",
	} },
	{ "de", {
		"januar|janner", "februar|feber", "marz|maerz|mrz", "april", "mai",
		"juni", "juli", "august", "september", "oktober", "november",
		"dezember",
	} },
	{ "fr", {
		"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet",
		"aout", "septembre", "octobre", "novembre", "decembre",
	} },
	{ "es", {
		"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
		"agosto", "septiembre|setiembre", "octubre", "noviembre",
		"diciembre",
	} },
	{ "pt", {
		"janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho",
		"agosto", "setembro", "outubro", "novembro", "dezembro",
	} },
	{ "it", {
		"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
		"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
	} },
	{ "nl", {
		"januari", "februari", "maart|mrt", "april", "mei", "juni", "juli",
		"augustus", "september", "oktober", "november", "december",
	} },
	{ "da", {
		"januar", "februar", "marts", "april", "maj", "juni", "juli",
		"august", "september", "oktober", "november", "december",
	} },
	{ "nb", {
		"januar", "februar", "mars", "april", "mai", "juni", "juli",
		"august", "september", "oktober", "november", "desember",
	} },
	{ "sv", {
		"januari", "februari", "mars", "april", "maj", "juni", "juli",
		"augusti", "september", "oktober", "november", "december",
	} },
	{ "fi", {
		"tammikuuta|tammi", "helmikuuta|helmi", "maaliskuuta|maalis",
		"huhtikuuta|huhti", "toukokuuta|touko", "kesakuuta|kesa",
		"heinakuuta|heina", "elokuuta|elo", "syyskuuta|syys",
		"lokakuuta|loka", "marraskuuta|marras", "joulukuuta|joulu",
	} },
	{ "is", {
		"januar", "februar", "mars", "april", "mai", "juni", "juli", "agust",
		"september", "oktober", "november", "desember",
	} },
	{ "pl", {
		"styczen|stycznia", "luty|lutego", "marzec|marca",
		"kwiecien|kwietnia", "maj|maja", "czerwiec|czerwca", "lipiec|lipca",
		"sierpien|sierpnia", "wrzesien|wrzesnia", "pazdziernik|pazdziernika",
		"listopad|listopada", "grudzien|grudnia",
	} },
	{ "cs", {
		"leden|ledna", "unor|unora", "brezen|brezna", "duben|dubna",
		"kveten|kvetna", "cerven|cervna|cvn", "cervenec|cervence|cvc",
		"srpen|srpna", "zari", "rijen|rijna", "listopad|listopadu",
		"prosinec|prosince",
	} },
	{ "sk", {
		"januar|januara", "februar|februara", "marec|marca", "april|aprila",
		"maj|maja", "jun|juna", "jul|jula", "august|augusta",
		"september|septembra", "oktober|oktobra", "november|novembra",
		"december|decembra",
	} },
	{ "hu", {
		"januar", "februar", "marcius", "aprilis", "majus", "junius",
		"julius", "augusztus", "szeptember", "oktober", "november",
		"december",
	} },
	{ "ro", {
		"ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
		"iulie", "august", "septembrie", "octombrie", "noiembrie|noi",
		"decembrie",
	} },
	{ "hr", {
		"sijecanj|sijecnja", "veljaca|veljace", "ozujak|ozujka",
		"travanj|travnja", "svibanj|svibnja", "lipanj|lipnja",
		"srpanj|srpnja", "kolovoz|kolovoza", "rujan|rujna",
		"listopad|listopada", "studeni|studenoga|studenog",
		"prosinac|prosinca",
	} },
	{ "sl", {
		"januar|januarja", "februar|februarja", "marec|marca",
		"april|aprila", "maj|maja", "junij|junija", "julij|julija",
		"avgust|avgusta", "september|septembra", "oktober|oktobra",
		"november|novembra", "december|decembra",
	} },
	{ "tr", {
		"ocak", "subat", "mart", "nisan", "mayıs|mayis", "haziran", "temmuz",
		"aghustos|agustos", "eylul", "ekim", "kasım|kasim", "aralık|aralik",
	} },
	{ "el", {
		"ιανουαριοσ|ιανουαριου", "φεβρουαριοσ|φεβρουαριου",
		"μαρτιοσ|μαρτιου", "απριλιοσ|απριλιου", "μαιοσ|μαιου",
		"ιουνιοσ|ιουνιου", "ιουλιοσ|ιουλιου", "αυγουστοσ|αυγουστου",
		"σεπτεμβριοσ|σεπτεμβριου", "οκτωβριοσ|οκτωβριου",
		"νοεμβριοσ|νοεμβριου", "δεκεμβριοσ|δεκεμβριου",
	} },
	{ "ru", {
		"январь|января", "февраль|февраля", "март|марта", "апрель|апреля",
		"маи|мая", "июнь|июня", "июль|июля", "август|августа",
		"сентябрь|сентября", "октябрь|октября", "ноябрь|ноября",
		"декабрь|декабря",
	} },
	{ "uk", {
		"січень|січня", "лютии|лютого", "березень|березня", "квітень|квітня",
		"травень|травня", "червень|червня", "липень|липня", "серпень|серпня",
		"вересень|вересня", "жовтень|жовтня", "листопад|листопада",
		"грудень|грудня",
	} },
	{ "bg", {
		"януари", "февруари", "март", "април", "маи", "юни", "юли", "август",
		"септември", "октомври", "ноември", "декември",
	} },
	{ "sr", {
		"јануар|januar", "фебруар", "март|mart", "април", "мај|maj",
		"јун|jun", "јул|jul", "август|avgust", "септембар|septembar",
		"октобар|oktobar", "новембар|novembar", "децембар|decembar",
	} },
	{ "id", {
		"januari|jan", "februari|pebruari|feb", "maret|mac", "april", "mei",
		"juni|jun", "juli|julai", "agustus|ogos", "september", "oktober",
		"november|nopember", "desember|disember",
	} },
	{ "he", {
		"ינואר", "פברואר", "מרץ|מרס", "אפריל", "מאי", "יוני", "יולי",
		"אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר",
	} },
	{ "ar", {
		"يناير|كانون الثاني|جانفي", "فبراير|شباط|فيفري", "مارس|اذار",
		"ابريل|نيسان|افريل", "مايو|ايار|ماي", "يونيو|يونيه|حزيران|جوان",
		"يوليو|يوليه|تموز|جويلية", "اغسطس|اب|اوت", "سبتمبر|ايلول",
		"اكتوبر|تشرين الاول", "نوفمبر|تشرين الثاني", "ديسمبر|كانون الاول",
	} },
	{ "th", {
		"มกราคม|มค", "กมภาพนธ|กพ", "มนาคม|มค", "เมษายน|เมย", "พฤษภาคม|พค",
		"มถนายน|มย", "กรกฎาคม|กค", "สงหาคม|สค", "กนยายน|กย", "ตลาคม|ตค",
		"พฤศจกายน|พย", "ธนวาคม|ธค",
	} },
};

static const char *const days[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
	"sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
	"samstag", "sonnabend", "sonntag", "lundi", "mardi", "mercredi",
	"jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes",
	"miercoles", "jueves", "viernes", "sabado", "domingo", "segunda",
	"terca", "quarta", "quinta", "sexta", "feira", "lunedi", "martedi",
	"mercoledi", "giovedi", "venerdi", "sabato", "domenica", "maandag",
	"dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
	"mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag",
	"søndag", "tisdag", "lordag", "sondag", "maanantai", "maanantaina",
	"tiistai", "tiistaina", "keskiviikko", "keskiviikkona", "torstai",
	"torstaina", "perjantai", "perjantaina", "lauantai", "lauantaina",
	"sunnuntai", "sunnuntaina", "ma", "ti", "ke", "to", "pe", "la", "su",
	"manudagur", "þriðjudagur", "miðvikudagur", "fimmtudagur",
	"fostudagur", "laugardagur", "sunnudagur", "poniedziałek", "wtorek",
	"sroda", "czwartek", "piatek", "sobota", "niedziela", "pn", "wt",
	"sr", "cz", "pt", "sb", "nd", "pondeli", "utery", "streda", "ctvrtek",
	"patek", "nedele", "po", "ut", "st", "ct", "pa", "so", "ne",
	"pondelok", "utorok", "stvrtok", "piatok", "nedela", "hetfo", "kedd",
	"szerda", "csutortok", "pentek", "szombat", "vasarnap", "sze", "cs",
	"luni", "marti", "miercuri", "joi", "vineri", "sambata", "duminica",
	"ponedjeljak", "utorak", "srijeda", "cetvrtak", "petak", "subota",
	"nedjelja", "ponedeljek", "torek", "sreda", "cetrtek", "petek",
	"nedelja", "понедељак", "уторак", "среда", "четвртак", "петак",
	"субота", "недеља", "pazartesi", "salı", "carsamba", "persembe",
	"cuma", "cumartesi", "pazar", "pzt", "car", "per", "cmt", "paz",
	"δευτερα", "τριτη", "τεταρτη", "πεμπτη", "παρασκευη", "σαββατο",
	"κυριακη", "понедельник", "вторник", "четверг", "пятница", "суббота",
	"воскресенье", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "понеділок",
	"вівторок", "середа", "четвер", "п'ятниця", "пятниця", "неділя", "нд",
	"понеделник", "сряда", "четвъртък", "петък", "събота", "неделя",
	"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu",
	"ahad", "isnin", "khamis", "thu", "hai", "ba", "tu", "nam", "sau",
	"bay", "chu", "nhat", "יום", "ראשון", "שני", "שלישי", "רביעי",
	"חמישי", "שישי", "שבת", "الاثنين", "الثلاثاء", "الاربعاء", "الخميس",
	"الجمعة", "السبت", "الاحد", "วนจนทร", "วนองคาร", "วนพธ", "วนพฤหสบด",
	"วนศกร", "วนเสาร", "วนอาทตย", "จนทร", "องคาร", "พธ", "พฤหสบด", "ศกร",
	"เสาร", "อาทตย", "จ", "อ", "พ", "พฤ", "ศ", "ส", "อา", "월요일", "화요일",
	"수요일", "목요일", "금요일", "토요일", "일요일", "星期一", "星期二", "星期三", "星期四", "星期五",
	"星期六", "星期日", "星期天",
};

/* Minutes east of Greenwich. */
static const struct {
	const char *name;
	int minutes;
} zones[] = {
	{ "ut", 0 }, { "utc", 0 }, { "gmt", 0 }, { "z", 0 }, { "wet", 0 },
	{ "west", 60 }, { "bst", 60 }, { "cet", 60 }, { "met", 60 },
	{ "mez", 60 }, { "wat", 60 }, { "cest", 120 }, { "mest", 120 },
	{ "mesz", 120 }, { "eet", 120 }, { "sast", 120 }, { "cat", 120 },
	{ "eest", 180 }, { "msk", 180 }, { "trt", 180 }, { "eat", 180 },
	{ "irst", 210 }, { "msd", 240 }, { "gst", 240 }, { "samt", 240 },
	{ "pkt", 300 }, { "yekt", 300 }, { "uzt", 300 }, { "ist", 330 },
	{ "npt", 345 }, { "bdt", 360 }, { "omst", 360 }, { "ict", 420 },
	{ "wib", 420 }, { "krat", 420 }, { "hkt", 480 }, { "sgt", 480 },
	{ "pht", 480 }, { "wita", 480 }, { "awst", 480 }, { "irkt", 480 },
	{ "jst", 540 }, { "kst", 540 }, { "wit", 540 }, { "yakt", 540 },
	{ "acst", 570 }, { "aest", 600 }, { "vlat", 600 }, { "acdt", 630 },
	{ "aedt", 660 }, { "magt", 660 }, { "nzst", 720 }, { "pett", 720 },
	{ "nzdt", 780 }, { "ndt", -150 }, { "adt", -180 }, { "brt", -180 },
	{ "art", -180 }, { "clst", -180 }, { "nst", -210 }, { "ast", -240 },
	{ "edt", -240 }, { "clt", -240 }, { "vet", -240 }, { "est", -300 },
	{ "et", -300 }, { "cdt", -300 }, { "pet", -300 }, { "cot", -300 },
	{ "cst", -360 }, { "ct", -360 }, { "mdt", -360 }, { "mst", -420 },
	{ "mt", -420 }, { "pdt", -420 }, { "pst", -480 }, { "pt", -480 },
	{ "akdt", -480 }, { "akst", -540 }, { "hdt", -540 }, { "hst", -600 },
	{ "sst", -660 },
};

/* г года року come from "5 августа 2019 г." and the like. */
static const char *const fillers[] = {
	"at", "um", "a", "om", "kl", "klo", "klokken", "alle", "ore", "de",
	"del", "of", "the", "den", "der", "am", "le", "el", "r", "г", "года",
	"року", "uhr", "h", "roku", "ngay", "nam", "tanggal", "pukul",
};
/* Behind a number, without a blank. */
static const char *const ordinals[] = {
	"st", "nd", "rd", "th", "o", "a", "er", "re", "e", "ste", "de", "го",
};
/* clang-format on */

static bool
is_one_of(struct slice word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_eq(word, slice_of(words[i])))
			return true;
	}
	return false;
}

bool
date_is_filler(struct slice word)
{
	return is_one_of(word, fillers, ARRAY_LEN(fillers));
}

bool
date_is_ordinal(struct slice word)
{
	return is_one_of(word, ordinals, ARRAY_LEN(ordinals));
}

bool
date_is_day_name(struct slice word)
{
	size_t len = utf8_count(word);

	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		struct slice day = slice_of(days[i]);

		if (slice_eq(day, word) ||
		    (len >= DAY_PREFIX && slice_has_prefix(day, word)))
			return true;
	}
	return false;
}

bool
date_zone_named(struct slice word, int *minutes)
{
	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		if (!slice_eq(word, slice_of(zones[i].name)))
			continue;
		*minutes = zones[i].minutes;
		return true;
	}
	return false;
}

/* How well word names a month: not, by its beginning, or wholly. */
enum fit {
	FIT_NONE,
	FIT_PREFIX,
	FIT_WHOLE
};

static enum fit
fit_of(struct slice word, bool may_be_prefix, const char *spellings)
{
	struct slice rest = slice_of(spellings), name;
	enum fit fit = FIT_NONE;

	while (slice_cut(&rest, '|', &name)) {
		if (slice_eq(name, word))
			return FIT_WHOLE;
		if (may_be_prefix && slice_has_prefix(name, word))
			fit = FIT_PREFIX;
	}
	return fit;
}

/*
 * "agu" is how Indonesian shortens agustus and nobody else does: elsewhere it
 * is a slip for "Aug", and better rejected than believed.
 */
static bool
may_shorten(struct slice word, const struct language *language,
    struct slice stated)
{
	if (slice_eq(word, SLICE("agu")))
		return slice_eq(slice_of(language->tag), SLICE("id")) &&
		    language_tag_is(stated, SLICE("id"));
	return utf8_count(word) >= MONTH_PREFIX;
}

/* The month that word names in one language; 0 for none or several. */
static int
month_in(const struct language *language, struct slice word,
    struct slice stated)
{
	bool may_be_prefix = may_shorten(word, language, stated);
	int found = 0;

	for (int i = 0; i < 12; i++) {
		enum fit fit = fit_of(word, may_be_prefix, language->months[i]);

		if (fit == FIT_WHOLE)
			return i + 1;
		if (fit == FIT_PREFIX)
			found = found == 0 ? i + 1 : -1;
	}
	return found > 0 ? found : 0;
}

int
date_month_named(struct slice word, struct slice language, bool *is_thai)
{
	int month;

	*is_thai = false;
	for (size_t i = 0; i < ARRAY_LEN(languages) && language.len > 0; i++) {
		if (!language_tag_is(language, slice_of(languages[i].tag)))
			continue;
		month = month_in(&languages[i], word, language);
		*is_thai = slice_eq(slice_of(languages[i].tag), SLICE("th"));
		if (month != 0)
			return month;
	}
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		month = month_in(&languages[i], word, language);
		if (month == 0)
			continue;
		*is_thai = slice_eq(slice_of(languages[i].tag), SLICE("th"));
		return month;
	}
	/* Hebrew puts "in" before the name. */
	if (slice_has_prefix(word, SLICE("ב")) && word.len > 2)
		return date_month_named(slice_from(word, 2), language, is_thai);
	return 0;
}
