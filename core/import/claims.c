/* claims.c: see claims.h.
 *
 *   statement   {"mainsnak": snak, "rank": "preferred" | "normal" | "deprecated", "qualifiers": {"P580": [snak, …]}}
 *   snak        {"snaktype": "value" | "somevalue" | "novalue", "datavalue": {"value": …}}
 *   item        {"id": "Q42", "numeric-id": 42}
 *   time        {"time": "+2009-01-20T00:00:00Z", "precision": 11}         9 a year, 10 a month, 11 a day
 *   quantity    {"amount": "+5135"}
 */
#include "claims.h"

uint32_t imp_qid(const char *s) {
  if (!s || s[0] != 'Q' || s[1] < '1' || s[1] > '9') return 0;
  uint64_t v = 0;
  for (s++; *s >= '0' && *s <= '9'; s++)
    if ((v = v * 10 + (uint64_t)(*s - '0')) > INT32_MAX) return 0;
  return *s ? 0 : (uint32_t)v;
}

imp_rank imp_statement_rank(const json_t *statement) {
  const char *rank = json_string_value(json_object_get(statement, "rank"));
  if (rank && strcmp(rank, "deprecated") == 0) return IMP_DEPRECATED;
  return rank && strcmp(rank, "preferred") == 0 ? IMP_PREFERRED : IMP_NORMAL;
}

static const json_t *value_of(const json_t *snak) {
  return json_object_get(json_object_get(snak, "datavalue"), "value");
}

uint32_t imp_snak_qid(const json_t *snak) {
  const json_t *value = value_of(snak);
  uint32_t qid = imp_qid(json_string_value(json_object_get(value, "id")));
  if (qid || json_object_get(value, "id")) return qid;
  /* Old dumps have the number alone. */
  const char *kind = json_string_value(json_object_get(value, "entity-type"));
  json_int_t n = json_integer_value(json_object_get(value, "numeric-id"));
  return kind && strcmp(kind, "item") == 0 && n > 0 && n <= INT32_MAX ? (uint32_t)n : 0;
}

const json_t *imp_qualifier(const json_t *statement, const char *property) {
  return json_array_get(json_object_get(json_object_get(statement, "qualifiers"), property), 0);
}

static unsigned number(const char *s, size_t n) {
  unsigned v = 0;
  for (size_t i = 0; i < n; i++) {
    if (s[i] < '0' || s[i] > '9') return 0;
    v = v * 10 + (unsigned)(s[i] - '0');
  }
  return v;
}

static unsigned days_of(unsigned year, unsigned month) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (unsigned)(month == 2 && leap);
}

imp_when imp_snak_date(const json_t *snak, char out[IMP_DATE]) {
  out[0] = 0;
  const char *kind = json_string_value(json_object_get(snak, "snaktype"));
  if (!snak || (kind && strcmp(kind, "novalue") == 0)) return IMP_NEVER;
  const json_t *value = value_of(snak);
  const char *time = json_string_value(json_object_get(value, "time"));
  json_int_t precision = json_integer_value(json_object_get(value, "precision"));
  /* +YYYY-MM-DD: older and later years have more digits or a minus, and are no news. */
  if (!time || time[0] != '+' || strlen(time) < 11 || time[5] != '-' || time[8] != '-' || precision < 9)
    return IMP_SOME_DAY;
  unsigned year = number(time + 1, 4), month = number(time + 6, 2), day = number(time + 9, 2);
  if (year == 0) return IMP_SOME_DAY;
  bool has_month = precision >= 10 && days_of(year, month) > 0;
  bool has_day = precision >= 11 && has_month && day >= 1 && day <= days_of(year, month);
  size_t n = has_day ? 10 : has_month ? 7 : 4;
  memcpy(out, time + 1, n);
  out[n] = 0;
  return IMP_DATED;
}

uint32_t imp_best_qid(const json_t *claims, const char *property) {
  const json_t *list = json_object_get(claims, property), *statement;
  uint32_t best = 0;
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    imp_rank rank = imp_statement_rank(statement);
    uint32_t qid = rank == IMP_DEPRECATED ? 0 : imp_snak_qid(json_object_get(statement, "mainsnak"));
    if (qid && rank == IMP_PREFERRED) return qid;
    char date[IMP_DATE];
    if (qid && !best && imp_snak_date(imp_qualifier(statement, "P582"), date) == IMP_NEVER) best = qid;
  }
  return best;
}

double imp_best_quantity(const json_t *claims, const char *property) {
  const json_t *list = json_object_get(claims, property), *statement;
  double best = 0;
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    imp_rank rank = imp_statement_rank(statement);
    const char *amount = json_string_value(json_object_get(value_of(json_object_get(statement, "mainsnak")), "amount"));
    if (rank == IMP_DEPRECATED || !amount || amount[0] != '+') continue;
    double v = 0;
    for (const char *p = amount + 1; *p >= '0' && *p <= '9' && v < 1e15; p++) v = v * 10 + (*p - '0');
    best = v;
    if (rank == IMP_PREFERRED) return v;
  }
  return best;
}

bool imp_first_date(const json_t *claims, const char *property, char out[IMP_DATE]) {
  const json_t *list = json_object_get(claims, property), *statement;
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    if (imp_statement_rank(statement) == IMP_DEPRECATED) continue;
    if (imp_snak_date(json_object_get(statement, "mainsnak"), out) == IMP_DATED) return true;
  }
  out[0] = 0;
  return false;
}
