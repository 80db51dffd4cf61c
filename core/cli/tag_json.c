/* tag_json.c: what `khabar tag` found, for programs: one object a document as JSON, one line a name as TSV. */
#include "cli.h"

#include <jansson.h>

static void json_index(FILE *out, uint32_t index) {
  if (index == KHB_NONE)
    fputs("null", out);
  else
    fprintf(out, "%u", index);
}

static void json_entity(FILE *out, const cli_doc *d, const khb_mention *m) {
  const khb_span *s = &m->span;
  khb_entity e;
  bool linked = cli_doc_entity(d, s, &e);
  khb_range clitics = cli_doc_clitics(d, s);
  fprintf(out, "{\"start\": %u, \"end\": %u, \"type\": \"%s\", \"text\": ", s->start, s->end, khb_type_name(s->type));
  cli_json_string(out, d->text + s->start, s->end - s->start);
  fputs(", \"id\": ", out);
  cli_json_str(out, linked ? e.id : NULL);
  fputs(", \"name\": ", out);
  cli_json_str(out, linked ? e.name_ar : NULL);
  fputs(", \"score\": ", out);
  cli_json_score(out, s->score);
  fprintf(out, ", \"source\": \"%s\", \"clitics\": ", khb_source_name(s->source));
  cli_json_string(out, d->text + clitics.start, clitics.end - clitics.start);
  fputs(", \"mention_of\": ", out);
  json_index(out, m->mention_of);
  fprintf(out, ", \"depth\": %u", s->depth);
  khb_value value;
  if (khb_document_value(d->doc, s, &value)) {
    fputs(", \"value\": ", out);
    cli_json_value(out, d, &value);
  }
  putc('}', out);
}

static void json_range(FILE *out, const char *key, khb_range r) {
  if (r.end > r.start)
    fprintf(out, ", \"%s\": {\"start\": %u, \"end\": %u}", key, r.start, r.end);
  else
    fprintf(out, ", \"%s\": null", key);
}

static void json_quote(FILE *out, const cli_doc *d, const khb_quote *q) {
  fprintf(out, "{\"start\": %u, \"end\": %u, \"form\": \"%s\", \"text\": ", q->start, q->end, khb_quote_form_name(q->form));
  cli_json_string(out, d->text + q->start, q->end - q->start);
  json_range(out, "cue", q->cue);
  fprintf(out, ", \"strength\": \"%s\", \"speaker\": ", khb_strength_name(q->strength));
  json_index(out, q->speaker_mention);
  json_range(out, "speaker_span", q->speaker);
  if (q->speaker_kind == KHB_SPEAKER_NONE)
    fputs(", \"speaker_kind\": null", out);
  else
    fprintf(out, ", \"speaker_kind\": \"%s\"", khb_speaker_kind_name(q->speaker_kind));
  fprintf(out, ", \"inherited\": %s, \"via\": ", q->flags & KHB_QUOTEF_INHERITED ? "true" : "false");
  json_index(out, q->via_mention);
  json_range(out, "via_span", q->via);
  fputs(q->flags & KHB_QUOTEF_CUT ? ", \"cut\": true}" : "}", out);
}

static void json_faults(FILE *out, const cli_doc *d) {
  if (!d->n_faults) return;
  fputs(", \"faults\": [", out);
  for (size_t i = 0; i < d->n_faults; i++)
    fprintf(out, "%s{\"start\": %u, \"end\": %u}", i ? ", " : "", d->faults[i].start, d->faults[i].end);
  putc(']', out);
}

void cli_json_id(FILE *out, const struct json_t *id) {
  if (json_is_string(id)) {
    cli_json_string(out, json_string_value(id), json_string_length(id));
    return;
  }
  char *dump = json_dumps(id, JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_COMPACT);
  fputs(dump ? dump : "null", out);
  free(dump);
}

void cli_write_json(FILE *out, const cli_doc *d, const struct json_t *id) {
  fputs("{\"schema\": 1, ", out);
  if (id) {
    fputs("\"id\": ", out);
    cli_json_id(out, id);
    fputs(", ", out);
  }
  if (d->file) {
    fputs("\"file\": ", out);
    cli_json_string(out, d->file, strlen(d->file));
    fputs(", ", out);
  }
  fprintf(out, "\"bytes\": %zu, \"date\": \"%s\", \"entities\": [", d->len, d->date);
  for (size_t i = 0; i < d->n_mentions; i++) {
    if (i) fputs(", ", out);
    json_entity(out, d, &d->mentions[i]);
  }
  fputs("], \"quotes\": [", out);
  for (size_t i = 0; i < d->n_quotes; i++) {
    if (i) fputs(", ", out);
    json_quote(out, d, &d->quotes[i]);
  }
  fputs("], \"findings\": []", out);
  json_faults(out, d);
  fputs("}\n", out);
}

void cli_write_tsv(FILE *out, const cli_doc *d) {
  for (size_t i = 0; i < d->n_spans; i++) {
    const khb_span *s = &d->spans[i];
    khb_entity e;
    bool linked = cli_doc_entity(d, s, &e);
    fprintf(out, "%u\t%u\t%s\t", s->start, s->end, khb_type_name(s->type));
    cli_put_field(out, d->text + s->start, s->end - s->start);
    putc('\t', out);
    if (linked) cli_put_field(out, e.id, strlen(e.id));
    putc('\t', out);
    if (linked) cli_put_field(out, e.name_ar, strlen(e.name_ar));
    putc('\t', out);
    cli_json_score(out, s->score);
    fprintf(out, "\t%s\t", khb_source_name(s->source));
    khb_value value;
    char text[512];
    if (khb_document_value(d->doc, s, &value)) cli_put_field(out, text, cli_value_text(d, &value, text, sizeof text));
    if (d->file) putc('\t', out), cli_put_field(out, d->file, strlen(d->file));
    putc('\n', out);
  }
}
