/* load.h: what the readers of YAML files share: load.c has entities, classes and patterns, load_rules.c what spelling may do.
 *
 * A reader is called while the cursor stands at the first event of its node and returns while it stands at the last one. What it
 * does not expect it refuses, with the place and what to do; nothing is passed over.
 */
#ifndef KHB_LOAD_H
#define KHB_LOAD_H

#include "../base/yaml.h"
#include "build.h"

typedef struct loader {
  khb_yaml y;
  khb_builder *b;
  uint32_t file;   /* number of the file in this build */
  uint32_t source; /* its path, as a string */
} loader;

#define TRY(call)                          \
  do {                                     \
    khb_status status_ = (call);           \
    if (status_ != KHB_OK) return status_; \
  } while (0)

static inline bool is_event(const loader *l, yaml_event_type_t type) { return l->y.event.type == type; }

static inline bool text_is(const loader *l, const char *s) {
  return khb_yaml_length(&l->y) == strlen(s) && memcmp(khb_yaml_text(&l->y), s, strlen(s)) == 0;
}

typedef khb_status reader(loader *l, void *target);
typedef struct key {
  const char *name;
  reader *read;
} key;
#define N_KEYS(keys) (sizeof(keys) / sizeof *(keys))

/* A status of the builder, which knows no places, turned into an error here. */
khb_status khb_load_report(loader *l, khb_status status, const char *what);
khb_status khb_load_not_one_of(loader *l, const char *what, const char *const *names, size_t n);
khb_status khb_load_mapping(loader *l, const key *keys, size_t n, const char *what, void *target);
khb_status khb_load_list(loader *l, const char *what, const char *remedy, reader *each, void *target);
/* Stands at a scalar that says something: *s, *len, without white space at its ends. */
khb_status khb_load_text(loader *l, const char *what, bool lines, const char **s, size_t *len);
khb_status khb_load_score(loader *l, float *out);
/* Where the facts come from is for people who read the YAML: checked, not stored. */
reader khb_load_note;

/* load_rules.c */
reader khb_load_confusion, khb_load_variant;

#endif
