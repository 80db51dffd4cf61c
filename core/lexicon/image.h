/* image.h: an image while it is made: what the parts of the compiler behind the builder share.
 *
 *   image.c         order of everything, entities, names; writing the bytes
 *   image_words.c   words in the order of their letters; the table, the filters; how words and names are written
 *   image_tree.c    the tree of names
 *   search_build.c  the sections for part of a name
 *
 * Each part puts its finished sections into `section`; what others need of them stays beside it as plain arrays. Entities and words
 * get new numbers here. Statuses: as in build.h, without a message unless `err` has one.
 */
#ifndef KHB_IMAGE_H
#define KHB_IMAGE_H

#include "build.h"

typedef struct khb_made { void *data; size_t count; uint32_t element; } khb_made;

typedef struct khb_image {
  khb_builder *b;
  khb_error *err;
  khb_builder texts;          /* its strings are those of the image */
  khb_made section[KHB_SEC_END];
  uint32_t *entity_at;        /* entity of the image -> number in b->entities */
  uint32_t *order;            /* name of the image -> number in b->names */
  uint32_t *first_name;       /* entity of the image -> its first name; one more at the end */
  uint32_t n_entities, n_names;
  /* The tree. */
  uint32_t *edges_from, *payloads_from; /* node -> its first; one more at the end */
  uint32_t *edges, *payloads; /* words; name numbers, or KHB_PAYLOAD_CLASS | class */
  uint32_t *roots;            /* word -> root node + 1 */
  uint32_t n_nodes, n_roots, n_edges, n_payloads;
} khb_image;

/* Zeroed memory for n elements, some for none; NULL: out of memory. */
void *khb_image_array(size_t n, size_t size);
/* A section of n elements as they are, zeroed. NULL: out of memory. */
void *khb_put_raw(khb_image *im, uint32_t section, size_t n, uint32_t element);
/* A section of packed numbers; one of bits, as far as khb_bits_finish. */
khb_status khb_put_packed(khb_image *im, uint32_t section, const uint32_t *values, size_t n, uint32_t width);
khb_status khb_put_runs(khb_image *im, uint32_t section, const uint32_t *starts, size_t n_groups);
/* Marks, and beside them a number for each i that has one: values[i], KHB_NONE where it has none. Where none has, both are empty. */
khb_status khb_put_column(khb_image *im, uint32_t marks, uint32_t packed, const uint32_t *values, size_t n);
/* A text in the strings of the image. */
khb_status khb_put_text(khb_image *im, const char *s, size_t len, uint32_t *out);

/* image_words.c: first of all; the words of b->seq are numbered anew. */
khb_status khb_image_sort_words(khb_image *im);
khb_status khb_image_words(khb_image *im);     /* after the tree */
khb_status khb_image_spellings(khb_image *im); /* after the names are in order */
/* image_tree.c */
khb_status khb_image_tree(khb_image *im);
/* search_build.c: after the tree */
khb_status khb_search_build(khb_image *im);

#endif
