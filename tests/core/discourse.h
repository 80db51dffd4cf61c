/* discourse.h: what the tests of mentions and quotes share: an engine with a few people and bodies, pieces of a text. */
#ifndef KHB_TESTS_DISCOURSE_H
#define KHB_TESTS_DISCOURSE_H

#include "table.h"

/* Public persons and bodies stand for their kind; what they say in the tests is made up. */
static const char discourse_yaml[] =
    "entities:\n"
    "- {id: Q30, type: GPE, name: {ar: الولايات المتحدة}, demonyms: [أميركي]}\n"
    "- {id: Q79, type: GPE, name: {ar: مصر}, demonyms: [مصري]}\n"
    "- {id: Q142, type: GPE, name: {ar: فرنسا}, demonyms: [فرنسي]}\n"
    "- {id: Q801, type: GPE, name: {ar: إسرائيل}, demonyms: [إسرائيلي]}\n"
    "- {id: 'khabar:almaty', type: GPE, name: {ar: ألماتي}}\n"
    "- {id: 'khabar:blinken', type: PERS, name: {ar: أنتوني بلينكن}}\n"
    "- {id: 'khabar:macron', type: PERS, name: {ar: إيمانويل ماكرون}, aliases: [ماكرون]}\n"
    "- {id: 'khabar:other-salah', type: PERS, name: {ar: ليلى صلاح}}\n"
    "- {id: 'khabar:salah', type: PERS, name: {ar: محمد صلاح}, aliases: [صلاح]}\n"
    "- {id: 'khabar:badawi', type: PERS, name: {ar: محمد البدوي عبد الماجد}}\n"
    "- {id: 'khabar:gharib', type: PERS, name: {ar: إيناس غريب}}\n"
    "- {id: 'khabar:abdallah', type: PERS, name: {ar: نبيل عبد الله}, aliases: [عبد الله]}\n"
    "- {id: 'khabar:rahman', type: PERS, name: {ar: سامي عبد الرحمن}}\n"
    "- {id: 'khabar:mbs', type: PERS, name: {ar: محمد بن سلمان بن عبد العزيز}}\n"
    "- {id: 'khabar:guterres', type: PERS, name: {ar: أنطونيو غوتيريش}, aliases: [غوتيريش]}\n"
    "- {id: 'khabar:un', type: ORG, name: {ar: الأمم المتحدة}}\n"
    "- {id: 'khabar:reuters', type: ORG, name: {ar: رويترز}}\n"
    "- {id: 'khabar:jazeera', type: ORG, name: {ar: الجزيرة}}\n"
    "- {id: 'khabar:hamas-long', type: ORG, name: {ar: حركة المقاومة الإسلامية}}\n"
    "- {id: 'khabar:nato', type: ORG, name: {ar: حلف شمال الأطلسي}}\n"
    "- {id: 'khabar:health', type: ORG, name: {ar: وزارة الصحة}}\n"
    "- {id: 'khabar:islam-army', type: ORG, name: {ar: جيش الإسلام}}\n"
    "- {id: 'khabar:army', type: ORG, name: {ar: الجيش الأردني}}\n"
    "- {id: 'khabar:champions', type: EVENT, name: {ar: دوري أبطال آسيا}}\n"
    "- {id: 'khabar:interior', type: ORG, name: {ar: وزارة الداخلية}}\n"
    "- {id: 'khabar:amnesty', type: ORG, name: {ar: منظمة العفو الدولية}}\n"
    "- {id: 'khabar:twitter', type: PRODUCT, name: {ar: تويتر}}\n";

static khb_engine *engine;

static int open_engine(void **state) {
  (void)state;
  engine = support_engine_of(discourse_yaml);
  return 0;
}
static int close_engine(void **state) {
  (void)state;
  khb_engine_close(engine);
  return 0;
}

static inline void put_range(written *w, const char *text, khb_range r) {
  if (r.end > r.start) put(w, text + r.start, r.end - r.start);
  else put_string(w, "-");
}

#endif
