/* search_check.c: the whole check of the sections for part of a name; part of khb_index_verify. */
#include "format.h"

static const uint8_t *letters(const khb_index *index, uint32_t word) { return index->codes + index->words[word].codes; }

static bool in_order(const khb_index *index, uint32_t before, uint32_t word) {
  uint16_t n = index->words[before].length, m = index->words[word].length;
  int order = memcmp(letters(index, before), letters(index, word), n < m ? n : m);
  return order ? order < 0 : n < m;
}

static const char *check_sorted(const khb_index *index) {
  uint32_t wanted = 0;
  for (uint32_t i = 0; i < index->n_words; i++) {
    uint32_t root = index->words[i].root;
    wanted += (root && index->best[root - 1]) || index->later[i] < index->later[i + 1];
    if (index->words[i].length > KHB_MAX_WORD_CODES) return "a word is too long";
  }
  if (wanted != index->n_sorted) return "words of names are missing from its list";
  for (uint32_t i = 0; i < index->n_sorted; i++) {
    if (index->sorted[i] >= index->n_words) return "its list of words leads nowhere";
    const khb_f_word *word = &index->words[index->sorted[i]];
    uint8_t first = word->root ? index->best[word->root - 1] : 0, after = 0;
    uint32_t list = index->later[index->sorted[i]];
    if (list < index->later[index->sorted[i] + 1]) after = index->best[index->n_roots + index->after[list]];
    if (index->fame[2 * i] != first || index->fame[2 * i + 1] != after) return "a word has a wrong rank";
    if (i && !in_order(index, index->sorted[i - 1], index->sorted[i])) return "its list of words is out of order";
  }
  return NULL;
}

/* Every word stands where its letters lead; there are as many as in SORTED, each once: its place is its own. */
static const char *check_trie(const khb_index *index, const khb_f_letter *trie, uint32_t n, bool backward) {
  uint8_t path[KHB_MAX_WORD_CODES];
  uint32_t end[KHB_MAX_WORD_CODES + 1], words = 0, depth = 0;
  int last_letter[KHB_MAX_WORD_CODES + 1];
  end[0] = n;
  last_letter[0] = -1;
  for (uint32_t i = 0; i < n; i++) {
    while (depth && i >= end[depth]) depth--;
    const khb_f_letter *l = &trie[i];
    uint32_t below = l->letter ? 1 : 0;
    if (l->last > 1 || l->depth != depth + below || (!below && !l->last)) return "its tree of letters is broken";
    if ((int)l->letter <= last_letter[depth]) return "its tree of letters is out of order";
    last_letter[depth] = l->letter;
    if (below) path[depth] = l->letter;
    if (!l->last) {
      if (l->value < 2 || l->value > end[depth] - i) return "its tree of letters is broken";
      end[++depth] = i + l->value;
      last_letter[depth] = -1;
      continue;
    }
    if (l->value >= index->n_words) return "its tree of letters leads nowhere";
    const uint8_t *codes = letters(index, l->value);
    uint32_t length = index->words[l->value].length;
    if (length < l->depth || (!below && length != l->depth)) return "its tree of letters leads to other words";
    for (uint32_t k = 0; k < l->depth; k++) {
      if (codes[backward ? length - 1 - k : k] != path[k]) return "its tree of letters leads to other words";
    }
    uint8_t next = length == l->depth ? 0 : codes[backward ? length - 1 - l->depth : l->depth];
    if (l->next != next) return "its tree of letters leads to other words";
    words++;
  }
  return words == index->n_sorted ? NULL : "its tree of letters lacks words";
}

static const char *check_best(const khb_index *index) {
  for (uint32_t i = 0; i < index->n_nodes; i++) {
    uint32_t most = 0;
    for (uint32_t k = index->nodes[i].payloads; k < index->nodes[i + 1].payloads; k++) {
      if (index->payloads[k] & KHB_PAYLOAD_CLASS) continue;
      uint32_t prior = index->entities[index->names[index->payloads[k]].entity].prior;
      prior = prior < 255 ? prior + 1 : 255;
      if (prior > most) most = prior;
    }
    for (uint32_t k = index->nodes[i].edges; k < index->nodes[i + 1].edges; k++) {
      if (index->best[index->n_roots + k] > most) most = index->best[index->n_roots + k];
    }
    if (index->best[i] != most) return "a name has a wrong rank";
  }
  return NULL;
}

static const char *check_after(const khb_index *index) {
  uint32_t wanted = 0;
  for (uint32_t i = 0; i < index->n_edges; i++) wanted += index->best[index->n_roots + i] != 0;
  if (wanted != index->n_after) return "words of names are missing from its list";
  if (index->later[0] != 0 || index->later[index->n_words] != index->n_after) return "its list of words does not fit";
  const uint8_t *best = index->best + index->n_roots;
  for (uint32_t word = 0; word < index->n_words; word++) {
    uint32_t from = index->later[word], to = index->later[word + 1];
    if (from > to || to > index->n_after) return "its list of words does not fit";
    for (uint32_t i = from; i < to; i++) {
      uint32_t edge = index->after[i];
      if (edge >= index->n_edges || index->edges[edge] != word || !best[edge]) return "a word leads to other names";
      if (i == from) continue;
      uint32_t before = index->after[i - 1];
      if (best[before] < best[edge] || (best[before] == best[edge] && before >= edge)) return "names are out of order";
    }
  }
  return NULL;
}

static const char *check_confusions(const khb_index *index) {
  for (uint32_t i = 0; i < index->n_confusions; i++) {
    const khb_f_confusion *c = &index->confusions[i];
    bool a = c->kind <= KHB_SLIP_DROP, b = c->kind == KHB_SLIP_EXCHANGE;
    if (c->kind >= KHB_SLIP_COUNT || (c->a != 0) != a || (c->b != 0) != b || c->cost == 0 || c->cost > KHB_COST_ONE)
      return "a confusion is wrong";
  }
  return NULL;
}

const char *khb_search_check(const khb_index *index) {
  const char *wrong = check_best(index);
  if (!wrong) wrong = check_after(index);
  if (!wrong) wrong = check_sorted(index);
  if (!wrong) wrong = check_trie(index, index->trie, index->n_trie, false);
  if (!wrong) wrong = check_trie(index, index->back, index->n_back, true);
  if (!wrong) wrong = check_confusions(index);
  return wrong;
}
