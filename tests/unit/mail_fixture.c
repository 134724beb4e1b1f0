/* Makes deliveries for the tests of mail. */
#include "tests/unit/mail_fixture.h"

static const struct article_person authors[] = {
	{ .name = SLICE_INIT("Jane Doe") },
	{ .email = SLICE_INIT("desk@h.example") },
};
static const struct slice terms[] = { SLICE_INIT("North Korea"),
	SLICE_INIT("human rights") };
static const struct article_enclosure enclosures[] = {
	{ .url = SLICE_INIT("https://h.example/a.mp3"), .length = -1 },
	{ .url = SLICE_INIT("javascript:alert(1)"), .length = -1 },
};

static struct article
article_of(const char *title)
{
	return (struct article){
		.id = 812,
		.title = slice_of(title),
		.url = SLICE("https://h.example/a?b=1&c=2"),
		.text = SLICE("First line\nsecond line\n\nNext <b>paragraph</b>"
			      "\n.\n..\nFrom here\n"),
		.html = SLICE("<img src=\"http://tracker.example/x.gif\">"),
		.authors = authors,
		.author_count = 2,
		.enclosures = enclosures,
		.enclosure_count = 2,
		.published_at = 1785938709,
		.updated_at = 1785942309,
		.feed_name = SLICE("jt"),
		.feed_title = SLICE("Japan Times"),
	};
}

static struct match
a_match(void)
{
	return (struct match){
		.terms = terms,
		.term_count = 2,
		.snippet = SLICE("on human rights & more in North Korea today"),
	};
}

struct delivery
mail_fixture_article(const char *title)
{
	return (struct delivery){
		.id = 1,
		.key = MAIL_KEY,
		.event = EVENT_NEW,
		.attempts = 1,
		.topic = SLICE("nk"),
		.topic_query = SLICE("dprk"),
		.hook = SLICE("h"),
		.article = article_of(title),
		.match = a_match(),
	};
}

struct delivery
mail_fixture_digest(struct delivery_item *items, const char *const *titles,
    size_t count)
{
	struct delivery delivery = mail_fixture_article("");

	for (size_t i = 0; i < count; i++)
		items[i] = (struct delivery_item){ article_of(titles[i]),
			a_match() };
	delivery.event = EVENT_DIGEST;
	delivery.article = (struct article){ 0 };
	delivery.match = (struct match){ 0 };
	delivery.items = items;
	delivery.item_count = count;
	delivery.from_at = 1785888000;
	delivery.to_at = 1785974400;
	return delivery;
}

struct delivery
mail_fixture_notice(void)
{
	return (struct delivery){
		.id = 1,
		.key = MAIL_KEY,
		.event = EVENT_HEALTH,
		.hook = SLICE("h"),
		.notice = SLICE("{\"kind\":\"feed-failing\",\"subject\":"
				"\"japantimes\",\"about\":\"japantimes fails "
				"for three days\",\"since\":null,"
				"\"at\":\"2026-08-05T14:05:09Z\"}"),
	};
}
