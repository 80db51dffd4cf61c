/* discourse.c: mentions and quotes of the class `khabar.document`. Both are worked out when first asked for after an edit.
   Indexes count
 * from 1, as in every Lua array: mentions[quote.speaker] is the speaker. */
#include "binding.h"

static void set_index(lua_State *L, const char *key, uint32_t index) {
  if (index != KHB_NONE) set_integer(L, key, (int64_t)index + 1);
}

/* Sets KEY_start and KEY_finish where the range is not empty. */
static void set_named_range(lua_State *L, const char *start, const char *finish, khb_range range) {
  if (range.end <= range.start) return;
  set_integer(L, start, range.start);
  set_integer(L, finish, range.end);
}

static void push_mention(lua_State *L, const khb_engine *engine, const khb_mention *m) {
  khb_entity entity;
  lua_createtable(L, 0, 10);
  set_range(L, m->span.start, m->span.end);
  set_index(L, "index", m->index);
  set_string(L, "type", type_name(m->span.type));
  set_string(L, "source", khb_source_name((khb_source)m->span.source));
  set_integer(L, "depth", m->span.depth);
  set_clitics(L, "clitics", m->span.proclitics);
  set_index(L, "mention_of", m->mention_of);
  if (m->span.entity == KHB_NONE || khb_engine_entity(engine, m->span.entity, &entity) != KHB_OK) return;
  set_string(L, "id", entity.id);
  set_string(L, "name", shown_name(&entity));
}

/* mentions([first, last]) → { {start=, finish=, index=, type=, source=, depth=, clitics=, mention_of=, id=, name=}, … } */
int khb_lua_document_mentions(lua_State *L) {
  khb_document *document = check_document(L);
  khb_range range = opt_range(L);
  khb_error err = {0};
  size_t n = 0;
  if (khb_document_mentions(document, range.start, range.end, NULL, 0, &n, &err) != KHB_OK) return fail(L, &err);
  khb_mention *mentions = scratch(L, n, sizeof *mentions);
  khb_document_mentions(document, range.start, range.end, mentions, n, &n, &err);
  lua_createtable(L, size_hint(n), 0);
  for (size_t i = 0; i < n; i++) {
    push_mention(L, khb_document_engine(document), &mentions[i]);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

/* quotes([first, last]) → { {start=, finish=, form=, strength=, cue_start=, cue_finish=, speaker_kind=, speaker_start=,
   speaker_finish=, speaker=, via_start=, via_finish=, via=, inherited=, cut=}, … } */
int khb_lua_document_quotes(lua_State *L) {
  khb_document *document = check_document(L);
  khb_range range = opt_range(L);
  khb_error err = {0};
  size_t n = 0;
  if (khb_document_quotes(document, range.start, range.end, NULL, 0, &n, &err) != KHB_OK) return fail(L, &err);
  khb_quote *quotes = scratch(L, n, sizeof *quotes);
  khb_document_quotes(document, range.start, range.end, quotes, n, &n, &err);
  lua_createtable(L, size_hint(n), 0);
  for (size_t i = 0; i < n; i++) {
    const khb_quote *q = &quotes[i];
    lua_createtable(L, 0, 14);
    set_range(L, q->start, q->end);
    set_string(L, "form", khb_quote_form_name((khb_quote_form)q->form));
    set_string(L, "strength", khb_strength_name((khb_strength)q->strength));
    set_named_range(L, "cue_start", "cue_finish", q->cue);
    set_named_range(L, "speaker_start", "speaker_finish", q->speaker);
    set_named_range(L, "via_start", "via_finish", q->via);
    set_index(L, "speaker", q->speaker_mention);
    set_index(L, "via", q->via_mention);
    if (q->speaker_kind != KHB_SPEAKER_NONE)
      set_string(L, "speaker_kind", khb_speaker_kind_name((khb_speaker_kind)q->speaker_kind));
    set_flag(L, "inherited", (q->flags & KHB_QUOTEF_INHERITED) != 0);
    set_flag(L, "cut", (q->flags & KHB_QUOTEF_CUT) != 0);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}
