/* words.h: the table of words that a model carries, made from text without annotation. */
#ifndef KHB_TRAIN_WORDS_H
#define KHB_TRAIN_WORDS_H

#include "../../text/text.h"

/* Writes the text (a paragraph a line) as folded words parted by spaces, for a program that learns vectors of words. */
khb_status train_write_tokens(const char *text, const char *path, khb_error *err);
/* Writes the table: word, count, its classes by k-means over the vectors (64, 256, 1024, 3000 classes), its class by exchange
   (512), 0, count in names. `vectors` is in the text format of word2vec and fastText, its words those of train_write_tokens.
   `names` (may be NULL): a word and how often it is part of a person's name, divided by a tab, a line each. */
khb_status train_write_words(const char *tokens, const char *vectors, const char *names, const char *path,
                             uint64_t seed, khb_error *err);

#endif
