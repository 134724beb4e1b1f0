/*
 * Which addresses may be connected to (D3, T1). Two tables hold every block of
 * the special-purpose registries; what lies in none of them is public. IPv6
 * forms that carry an IPv4 address are judged by the address inside. Blocks
 * that are somebody's own network (PRIVATE) can be allowed for a feed; those
 * that no peer can have (NEVER) cannot.
 */
#include "net/address.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "compiler.h"
#include "net.h"

enum permission {
	NEVER,
	PRIVATE
};

static const struct block_v4 {
	uint32_t base;
	int bits;
	enum permission permission;
	const char *name;
} blocks_v4[] = {
	/* clang-format off */
	{ 0x00000000,  8, NEVER,   "0.0.0.0/8" },
	{ 0x0A000000,  8, PRIVATE, "10.0.0.0/8" },
	{ 0x64400000, 10, PRIVATE, "100.64.0.0/10" },
	{ 0x7F000000,  8, PRIVATE, "127.0.0.0/8" },
	{ 0xA9FE0000, 16, PRIVATE, "169.254.0.0/16" },
	{ 0xAC100000, 12, PRIVATE, "172.16.0.0/12" },
	{ 0xC0000000, 24, NEVER,   "192.0.0.0/24" },
	{ 0xC0000200, 24, NEVER,   "192.0.2.0/24" },
	{ 0xC0586300, 24, NEVER,   "192.88.99.0/24" },
	{ 0xC0A80000, 16, PRIVATE, "192.168.0.0/16" },
	{ 0xC6120000, 15, PRIVATE, "198.18.0.0/15" },
	{ 0xC6336400, 24, NEVER,   "198.51.100.0/24" },
	{ 0xCB007100, 24, NEVER,   "203.0.113.0/24" },
	{ 0xE0000000,  3, NEVER,   "224.0.0.0/3" },
	/* clang-format on */
};

/* The first block that holds an address decides. The last three hold all that
 * is not 2000::/3, the only global unicast space that is given out. */
static const struct block_v6 {
	uint8_t base[16];
	int bits;
	enum permission permission;
	const char *name;
} blocks_v6[] = {
	/* clang-format off */
	{ { [15] = 1 },                      128, PRIVATE, "::1/128" },
	{ { [0] = 0xFC },                      7, PRIVATE, "fc00::/7" },
	{ { [0] = 0xFE, 0x80 },               10, PRIVATE, "fe80::/10" },
	{ { [0] = 0xFE, 0xC0 },               10, PRIVATE, "fec0::/10" },
	{ { [0] = 0xFF },                      8, NEVER,   "ff00::/8" },
	{ { [0] = 0x00, 0x64, 0xFF, 0x9B, 0, 1 },
	                                      48, PRIVATE, "64:ff9b:1::/48" },
	{ { [0] = 0x01 },                     64, NEVER,   "100::/64" },
	{ { [0] = 0x20, 0x01 },               32, NEVER,   "2001::/32" },
	{ { [0] = 0x20, 0x01 },               23, NEVER,   "2001::/23" },
	{ { [0] = 0x20, 0x01, 0x0D, 0xB8 },   32, NEVER,   "2001:db8::/32" },
	{ { [0] = 0x3F, 0xFF },               20, NEVER,   "3fff::/20" },
	{ { [0] = 0x00 },                      3, NEVER,   "::/3" },
	{ { [0] = 0x40 },                      2, NEVER,   "4000::/2" },
	{ { [0] = 0x80 },                      1, NEVER,   "8000::/1" },
	/* clang-format on */
};

/* IPv6 blocks whose addresses carry an IPv4 address at byte offset. */
static const struct carrier {
	uint8_t base[16];
	int bits;
	size_t offset;
} carriers[] = {
	{ { [10] = 0xFF, 0xFF }, 96, 12 },      /* ::ffff:0:0/96 */
	{ { 0x00, 0x64, 0xFF, 0x9B }, 96, 12 }, /* 64:ff9b::/96 */
	{ { 0x20, 0x02 }, 16, 2 },              /* 2002::/16 */
};

static bool
has_prefix(const uint8_t *address, const uint8_t *base, int bits)
{
	size_t whole = (size_t)bits / 8;
	unsigned mask = 0xFF00U >> (bits % 8); /* of the byte that is cut */

	return memcmp(address, base, whole) == 0 &&
	    (bits % 8 == 0 ||
		((address[whole] ^ base[whole]) & mask & 0xFF) == 0);
}

static bool
judge(enum permission permission, const char *name, bool allow_private,
    const char **rule)
{
	*rule = name;
	return permission == PRIVATE && allow_private;
}

static bool
judge_v4(uint32_t address, bool allow_private, const char **rule)
{
	for (size_t i = 0; i < ARRAY_LEN(blocks_v4); i++) {
		const struct block_v4 *block = &blocks_v4[i];

		if ((address ^ block->base) >> (32 - block->bits) == 0)
			return judge(block->permission, block->name,
			    allow_private, rule);
	}
	return true;
}

static bool
judge_v6(const uint8_t *address, bool allow_private, const char **rule)
{
	for (size_t i = 0; i < ARRAY_LEN(carriers); i++) {
		const struct carrier *carrier = &carriers[i];
		uint32_t inside;

		if (!has_prefix(address, carrier->base, carrier->bits))
			continue;
		memcpy(&inside, address + carrier->offset, sizeof(inside));
		return judge_v4(ntohl(inside), allow_private, rule);
	}
	for (size_t i = 0; i < ARRAY_LEN(blocks_v6); i++) {
		const struct block_v6 *block = &blocks_v6[i];

		if (has_prefix(address, block->base, block->bits))
			return judge(block->permission, block->name,
			    allow_private, rule);
	}
	return true;
}

bool
net_address_allowed(const struct sockaddr *address, bool allow_private,
    const char **rule)
{
	union address copy; /* the caller's may be less aligned */

	*rule = NULL;
	if (address->sa_family == AF_INET) {
		memcpy(&copy.v4, address, sizeof(copy.v4));
		return judge_v4(ntohl(copy.v4.sin_addr.s_addr), allow_private,
		    rule);
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&copy.v6, address, sizeof(copy.v6));
		return judge_v6(copy.v6.sin6_addr.s6_addr, allow_private, rule);
	}
	*rule = "neither IPv4 nor IPv6";
	return false;
}

bool
address_parse(const char *text, union address *address)
{
	char inside[INET6_ADDRSTRLEN];
	size_t len = strlen(text);

	*address = (union address){ .any.sa_family = AF_UNSPEC };
	if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
		address->v4.sin_family = AF_INET;
		return true;
	}
	if (len > 2 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (len >= sizeof(inside))
		return false;
	memcpy(inside, text, len);
	inside[len] = '\0';
	if (inet_pton(AF_INET6, inside, &address->v6.sin6_addr) != 1)
		return false;
	address->v6.sin6_family = AF_INET6;
	return true;
}

const char *
address_format(const struct sockaddr *address, char *text)
{
	union address copy;
	const void *bytes = &copy.v4.sin_addr;

	memcpy(&copy, address,
	    address->sa_family == AF_INET6 ? sizeof(copy.v6) : sizeof(copy.v4));
	if (address->sa_family == AF_INET6)
		bytes = &copy.v6.sin6_addr;
	if (inet_ntop(address->sa_family, bytes, text, INET6_ADDRSTRLEN) ==
	    NULL)
		text[0] = '\0';
	return text;
}
