/*
 * Dates: every spelling of the table in the parsing rules, and what is settled
 * only at the end of a document.
 */
#include "parse/date.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "compiler.h"

Suite *date_suite(void);

/* What text means, as RFC 3339, or "reject". */
static const char *
read_as(const char *text, const char *language, char out[21])
{
	struct date_context context = { .language = slice_of(language) };
	struct date date;

	if (date_parse(slice_of(text), &context, &date) == DATE_REJECTED)
		return "reject";
	return clock_format_utc(date_settle(&date, &context), out);
}

/* NULL: rejected. */
static const struct {
	const char *text, *at;
} spellings[] = {
	/* clang-format off */
	{ "Mon, 05 Aug 2019 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 +0200", "2019-08-05T12:05:09Z" },
	{ "Mon, 5 Aug 2019 14:05 -0330", "2019-08-05T17:35:00Z" },
	{ "05 Aug 2019 14:05:09 EDT", "2019-08-05T18:05:09Z" },
	{ "Mon, 05 Aug 19 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "05 Aug 97 14:05:09 GMT", "1997-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 119 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Fri, 05 Aug 2019 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Monday, 5 August 2019 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Mon,05 Aug 2019 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Mon , 05 Aug 2019  14:05:09   GMT", "2019-08-05T14:05:09Z" },
	{ "MON, 05 AUG 2019 14:05:09 gmt", "2019-08-05T14:05:09Z" },
	{ "Mon, 05-Aug-2019 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Monday, 05-Aug-19 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019", "2019-08-05T00:00:00Z" },
	{ "5 August 2019", "2019-08-05T00:00:00Z" },
	{ "Mon, 05 Aug 2019 14 +0200", "2019-08-05T12:00:00Z" },
	{ "Mon, 05 Aug 2019 4:5:9 GMT", "2019-08-05T04:05:09Z" },
	{ "Mon, 05 Aug 2019, 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug, 2019 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Mon, Aug 05 2019 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Mon, August 5, 2019, 14:05:09 -0400", "2019-08-05T18:05:09Z" },
	{ "Aug 5, 2019 2:05 PM", "2019-08-05T14:05:00Z" },
	{ "August 5, 2019, 2:05 p.m. EST", "2019-08-05T19:05:00Z" },
	{ "Aug 05 2019 02:05:09PM", "2019-08-05T14:05:09Z" },
	{ "5th August 2019 12:30 AM", "2019-08-05T00:30:00Z" },
	{ "Mon, 05 Aug 2019 12:05:09 pm GMT", "2019-08-05T12:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 PM", "2019-08-05T14:05:09Z" },
	{ "Thu, 01 Aug 2019 24:00:00 GMT", "2019-08-02T00:00:00Z" },
	{ "Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00Z" },
	{ "Mon, 05 Aug 2019 14:05:09.482 GMT", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 GMT+0200", "2019-08-05T12:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 UTC-05:00", "2019-08-05T19:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 +0200 (CEST)", "2019-08-05T12:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 -0700 PDT", "2019-08-05T21:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 PST-0700", "2019-08-05T21:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09GMT", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09+0200", "2019-08-05T12:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 +02:00", "2019-08-05T12:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 +2", "2019-08-05T12:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 -700", "2019-08-05T21:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 --0700", "2019-08-05T21:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 −0700", "2019-08-05T21:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 0200", "2019-08-05T12:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 0000", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 00", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 +9900", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 Etc/GMT+5", "2019-08-05T19:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 Etc/UTC", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 FOOT", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 A", "2019-08-05T15:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 JST", "2019-08-05T05:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 NST", "2019-08-05T17:35:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 MESZ", "2019-08-05T12:05:09Z" },
	{ "Mon, 2019-08-05 14:05", "2019-08-05T14:05:00Z" },
	{ "Mon, 2019/08/05 14:05:09 EDT", "2019-08-05T18:05:09Z" },
	{ "Posted: Mon, 05 Aug 2019 14:05:09 GMT", "2019-08-05T14:05:09Z" },
	{ "Mon, 32 Aug 2019 14:05:09 GMT", NULL },
	{ "Sat, 30 Feb 2019 14:05:09 GMT", NULL },
	{ "Mon, 05 Agu 2019 14:05:09 GMT", NULL },
	{ "Mon, 05 Aug 2019 25:05:09 GMT", NULL },
	{ "Mon, 05 Aug 2019 14:61:09 GMT", NULL },
	{ "Mon Aug  5 14:05:09 2019", "2019-08-05T14:05:09Z" },
	{ "Mon Aug 05 14:05:09 EDT 2019", "2019-08-05T18:05:09Z" },
	{ "Mon Aug 05 14:05:09 +0200 2019", "2019-08-05T12:05:09Z" },
	{ "Mon Aug 05 2019 14:05:09 GMT+0200 (Central European Summer Time)", "2019-08-05T12:05:09Z" },
	{ "2019-08-05T14:05:09Z", "2019-08-05T14:05:09Z" },
	{ "2019-08-05T14:05:09.4821739+02:00", "2019-08-05T12:05:09Z" },
	{ "2019-08-05T14:05Z", "2019-08-05T14:05:00Z" },
	{ "2019-08-05T14Z", "2019-08-05T14:00:00Z" },
	{ "2019-08-05T14:05:09", "2019-08-05T14:05:09Z" },
	{ "2019-08-05", "2019-08-05T00:00:00Z" },
	{ "2019-08", "2019-08-01T00:00:00Z" },
	{ "2019", "2019-01-01T00:00:00Z" },
	{ "2019-8-5T4:5:9Z", "2019-08-05T04:05:09Z" },
	{ "2019-08-05t14:05:09z", "2019-08-05T14:05:09Z" },
	{ "2019-08-05 14:05:09", "2019-08-05T14:05:09Z" },
	{ "2019-08-05 14:05:09 +0200", "2019-08-05T12:05:09Z" },
	{ "2019-08-05 14:05:09.0 CEST", "2019-08-05T12:05:09Z" },
	{ "2019-08-05T14:05:09 +0200", "2019-08-05T12:05:09Z" },
	{ "2019-08-05T14:05:09+02", "2019-08-05T12:05:09Z" },
	{ "2019-08-05T14:05:09-07:00:00", "2019-08-05T21:05:09Z" },
	{ "2019-08-05T14:05:09:+0200", "2019-08-05T12:05:09Z" },
	{ "2019-08-05T14:05:09 02:00", "2019-08-05T12:05:09Z" },
	{ "2019-08-05T14:05:09,482Z", "2019-08-05T14:05:09Z" },
	{ "2019-08-05T24:00:00Z", "2019-08-06T00:00:00Z" },
	{ "2019-08-05T14:05:60Z", "2019-08-05T14:06:00Z" },
	{ "20190805", "2019-08-05T00:00:00Z" },
	{ "20190805T140509Z", "2019-08-05T14:05:09Z" },
	{ "20190805140509", "2019-08-05T14:05:09Z" },
	{ "2019-217", "2019-08-05T00:00:00Z" },
	{ "2019217T1405Z", "2019-08-05T14:05:00Z" },
	{ "2019-W32-1", "2019-08-05T00:00:00Z" },
	{ "2019W321", "2019-08-05T00:00:00Z" },
	{ "2019-W32", "2019-08-05T00:00:00Z" },
	{ "19-08-05", "2019-08-05T00:00:00Z" },
	{ "2019/08/05 14:05", "2019-08-05T14:05:00Z" },
	{ "2019.08.05 14:05:09", "2019-08-05T14:05:09Z" },
	{ "2019-25-08", "2019-08-25T00:00:00Z" },
	{ "2019-08-05 at 14:05:09", "2019-08-05T14:05:09Z" },
	{ "2019-08-05T14:05:09[Europe/Paris]", "2019-08-05T14:05:09Z" },
	{ "2019-13-40", NULL },
	{ "2019-02-30", NULL },
	{ "2019-366", NULL },
	{ "2019-W54-1", NULL },
	{ "--08-05", NULL },
	{ "0000-00-00", NULL },
	{ "0001-01-01T00:00:00Z", NULL },
	{ "12019-08-05", NULL },
	{ "25/08/2019 14:05", "2019-08-25T14:05:00Z" },
	{ "08/25/2019 14:05", "2019-08-25T14:05:00Z" },
	{ "05/08/2019 14:05", "2019-08-05T14:05:00Z" },
	{ "8/5/2019 2:05:09 PM", "2019-08-05T14:05:09Z" },
	{ "05.08.2019 14:05:09", "2019-08-05T14:05:09Z" },
	{ "5-8-2019", "2019-08-05T00:00:00Z" },
	{ "14:05 05.08.2019 +0200", "2019-08-05T12:05:00Z" },
	{ "1565013909", "2019-08-05T14:05:09Z" },
	{ "1565013909482", "2019-08-05T14:05:09Z" },
	{ "lun., 05 août 2019 14:05:09 +0200", "2019-08-05T12:05:09Z" },
	{ "5 août 2019 à 14h05", "2019-08-05T14:05:00Z" },
	{ "Mo, 05 Mär 2018 14:05:09 +0100", "2018-03-05T13:05:09Z" },
	{ "Montag, 5. August 2019 um 14:05 Uhr", "2019-08-05T14:05:00Z" },
	{ "lun, 05 ene 2015 14:05:09 GMT", "2015-01-05T14:05:09Z" },
	{ "5 de agosto de 2019, 2:05 p. m.", "2019-08-05T14:05:00Z" },
	{ "seg, 05 ago 2019 14:05:09 -0300", "2019-08-05T17:05:09Z" },
	{ "lunedì 5 agosto 2019 14:05", "2019-08-05T14:05:00Z" },
	{ "ma, 05 mei 2020 14:05:09 +0200", "2020-05-05T12:05:09Z" },
	{ "mån, 05 aug 2019 14:05:09 +0200", "2019-08-05T12:05:09Z" },
	{ "man, 05 okt 2015 14:05:09 +0200", "2015-10-05T12:05:09Z" },
	{ "ma 5. elokuuta 2019 klo 14.05", "2019-08-05T14:05:00Z" },
	{ "пн, 05 авг 2019 14:05:09 +0300", "2019-08-05T11:05:09Z" },
	{ "5 августа 2019 г., 14:05", "2019-08-05T14:05:00Z" },
	{ "5 серпня 2019 14:05", "2019-08-05T14:05:00Z" },
	{ "pon, 05 sie 2019 14:05:09 +0200", "2019-08-05T12:05:09Z" },
	{ "5 sierpnia 2019", "2019-08-05T00:00:00Z" },
	{ "po, 5. srpna 2019 14:05", "2019-08-05T14:05:00Z" },
	{ "Δευ, 05 Αυγ 2019 14:05:09 EEST", "2019-08-05T11:05:09Z" },
	{ "2019-augusztus-5T14:05+02:00", "2019-08-05T12:05:00Z" },
	{ "2019. augusztus 5. 14:05", "2019-08-05T14:05:00Z" },
	{ "Pzt, 05 Ağu 2019 14:05:09 +0300", "2019-08-05T11:05:09Z" },
	{ "Lun, 05 Noi 2018 14:05:09 +0200", "2018-11-05T12:05:09Z" },
	{ "2019년 08월 05일 14:05:09", "2019-08-05T05:05:09Z" },
	{ "2019-08-05 오후 2:05:09", "2019-08-05T05:05:09Z" },
	{ "2019年8月5日 14:05", "2019-08-05T06:05:00Z" },
	{ "2019年8月5日(月) 14時05分", "2019-08-05T05:05:00Z" },
	{ "2019年8月5日 下午2:05", "2019-08-05T06:05:00Z" },
	{ "令和元年8月5日", "2019-08-04T15:00:00Z" },
	{ "5 أغسطس 2019 14:05", "2019-08-05T14:05:00Z" },
	{ "٥ آب ٢٠١٩", "2019-08-05T00:00:00Z" },
	{ "5 באוגוסט 2019", "2019-08-05T00:00:00Z" },
	{ "5 ส.ค. 2562 14:05", "2019-08-05T07:05:00Z" },
	{ "5 Agustus 2019 14:05 WIB", "2019-08-05T07:05:00Z" },
	{ "۱۴ مرداد ۱۳۹۸", NULL },
	{ "yesterday", NULL },
	{ "", NULL },
	{ "n/a", NULL },
	/* clang-format on */
};

START_TEST(every_spelling_of_the_table_is_read)
{
	char out[21];
	const char *expected = spellings[_i].at == NULL ? "reject"
							: spellings[_i].at;
	const char *found = read_as(spellings[_i].text, NULL, out);

	ck_assert_msg(strcmp(found, expected) == 0, "%s: %s, not %s",
	    spellings[_i].text, found, expected);
}
END_TEST

static const struct {
	const char *text, *language, *at;
} in_languages[] = {
	/* clang-format off */
	{ "2019年8月5日 14:05", "ja", "2019-08-05T05:05:00Z" },
	{ "2019年8月5日 14:05", "zh-Hans", "2019-08-05T06:05:00Z" },
	{ "2019年8月5日 14:05 +0000", "ja", "2019-08-05T14:05:00Z" },
	{ "平成31年4月30日", NULL, "2019-04-29T15:00:00Z" },
	{ "昭和64年1月7日", NULL, "1989-01-06T15:00:00Z" },
	{ "5 lis 2019", NULL, "2019-11-05T00:00:00Z" },
	{ "5 lis 2019", "hr", "2019-10-05T00:00:00Z" },
	{ "5. srp 2019", NULL, "2019-08-05T00:00:00Z" },
	{ "5. srpnja 2019", NULL, "2019-07-05T00:00:00Z" },
	{ "5. srp 2019", "hr-HR", "2019-07-05T00:00:00Z" },
	{ "5 Agu 2019", "id", "2019-08-05T00:00:00Z" },
	{ "5 Agu 2019", NULL, "reject" },
	{ "Sel, 5 Agustus 2019 14:05:09 +0700", NULL, "2019-08-05T07:05:09Z" },
	{ "mar. 5 mars 2019", "fr", "2019-03-05T00:00:00Z" },
	{ "mar., 05 août 2019 14:05:09 +0200", "fr", "2019-08-05T12:05:09Z" },
	{ "5 jui 2019", "fr", "reject" },
	{ "5 juil. 2019", "fr", "2019-07-05T00:00:00Z" },
	{ "ngày 5 tháng 8 năm 2019", "vi", "2019-08-05T00:00:00Z" },
	{ "5 كانون الثاني 2019", "ar", "2019-01-05T00:00:00Z" },
	{ "5 كانون الأول 2019", "ar", "2019-12-05T00:00:00Z" },
	{ "5 สิงหาคม พ.ศ. 2562", "th", "2019-08-04T17:00:00Z" },
	{ "5 august 2019", "da", "2019-08-05T00:00:00Z" },
	{ "AOU. 5, 2019", NULL, "2019-08-05T00:00:00Z" },
	{ "5 AOUT 2019", NULL, "2019-08-05T00:00:00Z" },
	{ "5 ágúst 2019", "is", "2019-08-05T00:00:00Z" },
	{ "5 Μαΐου 2019", "el", "2019-05-05T00:00:00Z" },
	{ "5 мая 2019", "ru", "2019-05-05T00:00:00Z" },
	{ "5 September 2019", NULL, "2019-09-05T00:00:00Z" },
	{ "5 Sept 2019", NULL, "2019-09-05T00:00:00Z" },
	/* clang-format on */
};

START_TEST(names_and_zones_follow_the_language)
{
	char out[21];
	const char *found = read_as(in_languages[_i].text,
	    in_languages[_i].language, out);

	ck_assert_msg(strcmp(found, in_languages[_i].at) == 0, "%s: %s, not %s",
	    in_languages[_i].text, found, in_languages[_i].at);
}
END_TEST

static const struct {
	const char *text, *at;
} more[] = {
	/* clang-format off */
	{ "2019-08-05Z", "2019-08-05T00:00:00Z" },
	{ "2019-08-05+02:00", "2019-08-04T22:00:00Z" },
	{ "2019-08-05-07:00", "2019-08-05T07:00:00Z" },
	{ "Mon, 05 Aug 2019 14:05:09 +1559", "2019-08-04T22:06:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 +1600", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 M", "2019-08-06T02:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 J", "2019-08-05T14:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 N", "2019-08-05T13:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 Y", "2019-08-05T02:05:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 NDT", "2019-08-05T16:35:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 IST", "2019-08-05T08:35:09Z" },
	{ "Mon, 05 Aug 2019 14:05:09 Europe/Paris", "2019-08-05T14:05:09Z" },
	{ "1 Jan 1900", "1900-01-01T00:00:00Z" },
	{ "31 Dec 1899", "reject" },
	{ "1 Jan 2099", "2099-01-01T00:00:00Z" },
	{ "29 Feb 2000", "2000-02-29T00:00:00Z" },
	{ "29 Feb 1900", "reject" },
	{ "29 Feb 2019", "reject" },
	{ "31 Apr 2019", "reject" },
	{ "05 Aug 89", "2089-08-05T00:00:00Z" },
	{ "05 Aug 90", "1990-08-05T00:00:00Z" },
	{ "5 Aug '19", "2019-08-05T00:00:00Z" },
	{ "2019-08-05T24:01:00Z", "reject" },
	{ "2019-08-05T14:05:61Z", "reject" },
	{ "2020-366", "2020-12-31T00:00:00Z" },
	{ "2019-001", "2019-01-01T00:00:00Z" },
	{ "2019-000", "reject" },
	{ "2020-W53-7", "2021-01-03T00:00:00Z" },
	{ "2019-W53", "reject" },
	{ "2019-W01-1", "2018-12-31T00:00:00Z" },
	{ "2019-W32-8", "reject" },
	{ "999999999", "2001-09-09T01:46:39Z" },
	{ "15650139091", "reject" },
	{ "08.25.2019", "2019-08-25T00:00:00Z" },
	{ "August 2019", "2019-08-01T00:00:00Z" },
	{ "(Monday) 5 Aug 2019 (that (is)) 14:05", "2019-08-05T14:05:00Z" },
	{ "５ Aug ２０１９", "2019-08-05T00:00:00Z" },
	{ "5 Aug", "reject" },
	{ "Aug", "reject" },
	{ "12:00", "reject" },
	{ "5 6 7 8 2019", "reject" },
	{ "Mon, 05 Aug 2019 14:05:09 foo bar", "reject" },
	{ "lorem 05 Aug 2019", "reject" },
	{ "x a.m p. m. p. m.", "reject" },
	{ "2019-08-05T14:05:09Z2019-08-05T14:05:09Z", "reject" },
	{ "99999999999999999999999", "reject" },
	/* clang-format on */
};

START_TEST(limits_and_odd_spellings_hold)
{
	char out[21];
	const char *found = read_as(more[_i].text, NULL, out);

	ck_assert_msg(strcmp(found, more[_i].at) == 0, "%s: %s, not %s",
	    more[_i].text, found, more[_i].at);
}
END_TEST

START_TEST(a_text_longer_than_any_date_is_rejected)
{
	struct date_context context = { 0 };
	struct date date;
	char text[4096];

	memset(text, '5', sizeof(text));
	ck_assert_int_eq(date_parse((struct slice){ text, sizeof(text) },
			     &context, &date),
	    DATE_REJECTED);
}
END_TEST

static enum date_status
parse_in(struct date_context *context, const char *text, struct date *date)
{
	return date_parse(slice_of(text), context, date);
}

static void
assert_settled(const struct date_context *context, const struct date *date,
    const char *expected)
{
	char out[21];

	ck_assert_str_eq(clock_format_utc(date_settle(date, context), out),
	    expected);
}

START_TEST(another_date_proves_the_order)
{
	struct date_context context = { 0 };
	struct date first, second;

	ck_assert_int_eq(parse_in(&context, "05/08/2019", &first),
	    DATE_AMBIGUOUS);
	assert_settled(&context, &first, "2019-08-05T00:00:00Z");
	ck_assert_int_eq(parse_in(&context, "08/25/2019", &second), DATE_READ);
	assert_settled(&context, &first, "2019-05-08T00:00:00Z");
}
END_TEST

START_TEST(a_date_with_dashes_proves_nothing_of_slashes)
{
	struct date_context context = { 0 };
	struct date first, second;

	ck_assert_int_eq(parse_in(&context, "05/08/2019", &first),
	    DATE_AMBIGUOUS);
	ck_assert_int_eq(parse_in(&context, "08-25-2019", &second), DATE_READ);
	assert_settled(&context, &first, "2019-08-05T00:00:00Z");
}
END_TEST

START_TEST(the_language_decides_where_nothing_is_proven)
{
	struct date_context context = { .language = SLICE("en-US") };
	struct date date;

	ck_assert_int_eq(parse_in(&context, "05/08/2019 14:05", &date),
	    DATE_AMBIGUOUS);
	assert_settled(&context, &date, "2019-05-08T14:05:00Z");
	context.language = SLICE("en-GB");
	assert_settled(&context, &date, "2019-08-05T14:05:00Z");
	context.proven[DATE_SLASH] = DATE_MONTH_FIRST;
	assert_settled(&context, &date, "2019-05-08T14:05:00Z");
}
END_TEST

START_TEST(equal_numbers_and_clocks_of_12_hours_are_not_ambiguous)
{
	struct date_context context = { 0 };
	struct date date;

	ck_assert_int_eq(parse_in(&context, "05/05/2019", &date), DATE_READ);
	ck_assert_int_eq(parse_in(&context, "05/08/2019 2:05 PM", &date),
	    DATE_READ);
	ck_assert_int_eq(context.proven[DATE_SLASH], DATE_ORDER_UNKNOWN);
}
END_TEST

/* Value of the element called name in text from *from on; moves *from. */
static bool
next_value(const char **from, const char *name, char *out, size_t size)
{
	char open[32], close[32];
	const char *start, *end;

	snprintf(open, sizeof(open), "<%s>", name);
	snprintf(close, sizeof(close), "</%s>", name);
	start = strstr(*from, open);
	end = start == NULL ? NULL : strstr(start, close);
	if (end == NULL)
		return false;
	start += strlen(open);
	ck_assert_uint_lt((size_t)(end - start), size);
	memcpy(out, start, (size_t)(end - start));
	out[end - start] = '\0';
	*from = end;
	return true;
}

START_TEST(the_corpus_agrees)
{
	const char *corpus = getenv("CRIER_CORPUS"), *at;
	char path[4096], title[128], text[128], out[21];
	static char feed[65536];
	size_t len, count = 0;
	FILE *file;

	if (corpus == NULL) {
		puts("skipped: CRIER_CORPUS is not set");
		return;
	}
	snprintf(path, sizeof(path), "%s/synthetic/dates/pubdate.xml", corpus);
	file = fopen(path, "r");
	ck_assert_msg(file != NULL, "%s", path);
	len = fread(feed, 1, sizeof(feed) - 1, file);
	fclose(file);
	feed[len] = '\0';
	at = strstr(feed, "<item>");
	while (next_value(&at, "title", title, sizeof(title)) &&
	    next_value(&at, "pubDate", text, sizeof(text))) {
		const char *found = read_as(text, NULL, out);

		count++;
		if (strcmp(title, "?") == 0)
			continue; /* the corpus leaves it open */
		if (strcmp(title, "none") == 0)
			ck_assert_str_eq(found, "reject");
		else
			ck_assert_msg(strcmp(found, title) == 0,
			    "%s: %s, not %s", text, found, title);
	}
	ck_assert_uint_gt(count, 10);
}
END_TEST

Suite *
date_suite(void)
{
	Suite *suite = suite_create("date");
	TCase *tests = tcase_create("date");

	tcase_add_loop_test(tests, every_spelling_of_the_table_is_read, 0,
	    (int)ARRAY_LEN(spellings));
	tcase_add_loop_test(tests, names_and_zones_follow_the_language, 0,
	    (int)ARRAY_LEN(in_languages));
	tcase_add_loop_test(tests, limits_and_odd_spellings_hold, 0,
	    (int)ARRAY_LEN(more));
	tcase_add_test(tests, a_text_longer_than_any_date_is_rejected);
	tcase_add_test(tests, another_date_proves_the_order);
	tcase_add_test(tests, a_date_with_dashes_proves_nothing_of_slashes);
	tcase_add_test(tests, the_language_decides_where_nothing_is_proven);
	tcase_add_test(tests,
	    equal_numbers_and_clocks_of_12_hours_are_not_ambiguous);
	tcase_add_test(tests, the_corpus_agrees);
	suite_add_tcase(suite, tests);
	return suite;
}
