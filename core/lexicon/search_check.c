/* search_check.c: the whole check of the sections for part of a name; part of khb_index_verify. */
#include "format.h"

/* What a word is the first of and what it is a later one of: 0 where no entity is behind it. */
static void fame_of(const khb_index *index, uint32_t word, uint8_t out[2]) {
  uint32_t root = khb_index_root(index, word);
  khb_range list = khb_index_after(index, word);
  out[0] = root == KHB_NONE ? 0 : khb_index_best(index, root);
  out[1] = 0;
  if (list.start < list.end) out[1] = khb_index_best(index, khb_index_edge_node(index, khb_packed_get(&index->after, list.start)));
}

static bool in_order(const khb_index *index, uint32_t before, uint32_t word) {
  uint32_t n, m;
  const uint8_t *a = khb_index_letters(index, before, &n), *b = khb_index_letters(index, word, &m);
  int order = memcmp(a, b, n < m ? n : m);
  return order ? order < 0 : n < m;
}

static const char *check_order(const khb_index *index) {
  for (uint32_t i = 0; i < index->n_words; i++) {
    uint8_t fame[2];
    fame_of(index, i, fame);
    if (index->fame[2 * i] != fame[0] || index->fame[2 * i + 1] != fame[1]) return "a word has a wrong rank";
    if (i && !in_order(index, i - 1, i)) return "its words are out of order";
  }
  return NULL;
}

/* The words that the trees of letters hold: those of names. */
static uint32_t words_of_names(const khb_index *index) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < index->n_words; i++) n += index->fame[2 * i] || index->fame[2 * i + 1];
  return n;
}

/* Every word stands where its letters lead; there are as many as names have, each once: its place is its own. */
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
    uint32_t length;
    const uint8_t *codes = khb_index_letters(index, l->value, &length);
    if (length < l->depth || (!below && length != l->depth)) return "its tree of letters leads to other words";
    for (uint32_t k = 0; k < l->depth; k++) {
      if (codes[backward ? length - 1 - k : k] != path[k]) return "its tree of letters leads to other words";
    }
    uint8_t next = length == l->depth ? 0 : codes[backward ? length - 1 - l->depth : l->depth];
    if (l->next != next) return "its tree of letters leads to other words";
    words++;
  }
  return words == words_of_names(index) ? NULL : "its tree of letters lacks words";
}

static const char *check_best(const khb_index *index) {
  for (uint32_t i = 0; i < index->n_nodes; i++) {
    uint32_t most = 0;
    khb_range ends = khb_index_payloads(index, i), edges = khb_index_edges(index, i);
    for (uint32_t k = ends.start; k < ends.end; k++) {
      khb_name_at name;
      if (!khb_index_name(index, khb_index_payload(index, k), &name)) continue;
      uint32_t rank = name.prior < 255 ? name.prior + 1u : 255;
      if (rank > most) most = rank;
    }
    for (uint32_t e = edges.start; e < edges.end; e++) {
      uint8_t below = khb_index_best(index, khb_index_edge_node(index, e));
      if (below > most) most = below;
    }
    if (khb_packed_get(&index->best, i) >= index->n_levels || khb_index_best(index, i) != most) return "a name has a wrong rank";
  }
  return NULL;
}

static const char *check_after(const khb_index *index) {
  uint32_t wanted = 0, before = 0;
  for (uint32_t e = 0; e < index->n_edges; e++) wanted += khb_index_best(index, khb_index_edge_node(index, e)) != 0;
  if (wanted != index->after.n) return "words of names are missing from its list";
  for (uint32_t word = 0; word <= index->n_words; word++) {
    uint32_t at = khb_packed_get(&index->later, word);
    if (at < before || (word == 0 && at) || (word == index->n_words && at != index->after.n)) return "its list of words does not fit";
    before = at;
  }
  for (uint32_t word = 0; word < index->n_words; word++) {
    khb_range list = khb_index_after(index, word);
    uint32_t last = 0;
    for (uint32_t i = list.start; i < list.end; i++) {
      uint32_t edge = khb_packed_get(&index->after, i);
      if (edge >= index->n_edges || khb_index_edge_word(index, edge) != word) return "a word leads to other names";
      uint8_t best = khb_index_best(index, khb_index_edge_node(index, edge));
      if (!best) return "a word leads to other names";
      if (i > list.start) {
        uint8_t last_best = khb_index_best(index, khb_index_edge_node(index, last));
        if (last_best < best || (last_best == best && last >= edge)) return "names are out of order";
      }
      last = edge;
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
  if (!wrong) wrong = check_order(index);
  if (!wrong) wrong = check_trie(index, index->trie, index->n_trie, false);
  if (!wrong) wrong = check_trie(index, index->back, index->n_back, true);
  if (!wrong) wrong = check_confusions(index);
  return wrong;
}
