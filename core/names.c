/* names.c: the words for things: types, kinds of token, sources, the version. */
#include "khabar.h"

#include <string.h>

/* English names are those of the Wojood corpus (Jarrar et al. 2022). flat4: the four types of ANERcorp (Benajiba et al. 2007). */
static const struct { const char *name, *arabic, *flat4; } types[KHB_TYPE_COUNT] = {
    {"PERS", "شخص", "PERS"},        {"NORP", "انتماء", NULL},       {"OCC", "منصب", NULL},
    {"ORG", "هيئة", "ORG"},         {"GPE", "بلد أو مدينة", "LOC"}, {"LOC", "موقع طبيعي", "LOC"},
    {"FAC", "منشأة", "LOC"},        {"EVENT", "حدث", "MISC"},       {"PRODUCT", "منتج أو عمل", "MISC"},
    {"LAW", "قانون أو اتفاق", "MISC"}, {"LANGUAGE", "لغة", NULL},   {"WEBSITE", "موقع إلكتروني", NULL},
    {"DATE", "تاريخ", NULL},        {"TIME", "وقت", NULL},          {"DURATION", "مدة", NULL},
    {"CARDINAL", "عدد", NULL},      {"ORDINAL", "عدد ترتيبي", NULL}, {"PERCENT", "نسبة مئوية", NULL},
    {"QUANTITY", "كمية", NULL},     {"MONEY", "مبلغ", NULL}};

const char *khb_type_name(khb_type type) { return (unsigned)type < KHB_TYPE_COUNT ? types[type].name : NULL; }

const char *khb_type_name_ar(khb_type type) { return (unsigned)type < KHB_TYPE_COUNT ? types[type].arabic : NULL; }

const char *khb_type_flat4(khb_type type) { return (unsigned)type < KHB_TYPE_COUNT ? types[type].flat4 : NULL; }

int khb_type_parse(const char *name, size_t len) {
  for (int i = 0; i < KHB_TYPE_COUNT; i++)
    if (strlen(types[i].name) == len && memcmp(types[i].name, name, len) == 0) return i;
  return -1;
}

const char *khb_token_kind_name(khb_token_kind kind) {
  static const char *const names[] = {"word", "number", "punct", "symbol", "url", "email", "handle", "hashtag", "emoji", "broken"};
  return (unsigned)kind < sizeof names / sizeof *names ? names[kind] : NULL;
}

const char *khb_source_name(khb_source source) {
  static const char *const names[] = {"lexicon", "pattern", "model", "figures", "mention", "note"};
  return (unsigned)source < sizeof names / sizeof *names ? names[source] : NULL;
}

const char *khb_modifier_name(khb_modifier mod) {
  static const char *const names[KHB_MOD_COUNT] = {NULL, "APPROX", "LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE", "START",
                                                   "MID", "END", "BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER",
                                                   "EVERY"};
  return (unsigned)mod < KHB_MOD_COUNT ? names[mod] : NULL;
}

const char *khb_version(void) { return KHB_VERSION; }

int khb_version_number(void) { return KHB_VERSION_NUMBER; }
