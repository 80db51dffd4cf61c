/* claims.h: reading statements of a Wikidata entity (claims.c). Whatever shape the JSON has, the answer is "nothing there". */
#ifndef KHB_IMPORT_CLAIMS_H
#define KHB_IMPORT_CLAIMS_H

#include <jansson.h>

#include "import.h"

/* "Q42" as 42; 0 for anything else. */
uint32_t imp_qid(const char *s);

typedef enum imp_rank { IMP_DEPRECATED, IMP_NORMAL, IMP_PREFERRED } imp_rank;
imp_rank imp_statement_rank(const json_t *statement);
/* The item that a snak names, 0: none. */
uint32_t imp_snak_qid(const json_t *snak);
/* The first qualifier of a property, or NULL. */
const json_t *imp_qualifier(const json_t *statement, const char *property);

typedef enum imp_when { IMP_NEVER, IMP_SOME_DAY, IMP_DATED } imp_when;
/* The day, month or year of a snak: IMP_NEVER when there is none or it says so, IMP_SOME_DAY when there is one but it is unknown,
   too vague, or no year from 1 to 9999. */
imp_when imp_snak_date(const json_t *snak, char out[IMP_DATE]);

/* The item of the best statement of a property: preferred, else the first that has not ended (P582); 0: none. */
uint32_t imp_best_qid(const json_t *claims, const char *property);
/* The quantity of the best statement: preferred, else the last; 0: none. */
double imp_best_quantity(const json_t *claims, const char *property);
/* The date of the first statement that has one. */
bool imp_first_date(const json_t *claims, const char *property, char out[IMP_DATE]);

#endif
