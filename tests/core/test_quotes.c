/* test_quotes.c: what was said, by which words, by whom: tables of texts, and limits on hostile ones. */
#include <time.h>

#include "discourse.h"

static const char *const form_letter[] = {"direct", "indirect", "mixed"};

/* A line for each quote: form strength | cue | kind speaker | < via | what was said. */
static void write_quotes(khb_document *doc, written *w) {
  khb_error err;
  size_t n, len;
  khb_quote q[32];
  const char *text = khb_document_text(doc, &len);
  assert_int_equal(khb_document_quotes(doc, 0, UINT32_MAX, q, 32, &n, &err), KHB_OK);
  w->len = 0;
  w->text[0] = 0;
  for (size_t i = 0; i < n && i < 32; i++) {
    put_string(w, form_letter[q[i].form]);
    put_string(w, " ");
    put_string(w, khb_strength_name((khb_strength)q[i].strength));
    put_string(w, " | ");
    put_range(w, text, q[i].cue);
    put_string(w, " | ");
    put_string(w, khb_speaker_kind_name((khb_speaker_kind)q[i].speaker_kind));
    put_string(w, q[i].flags & KHB_QUOTEF_INHERITED ? "^ " : " ");
    put_range(w, text, q[i].speaker);
    if (q[i].via.end) {
      put_string(w, " < ");
      put_range(w, text, q[i].via);
    }
    put_string(w, " | ");
    put(w, text + q[i].start, q[i].end - q[i].start);
    put_string(w, "\n");
  }
}

typedef struct said { const char *name, *text, *want; } said;

/* Quotation in marks: the marks of the Arabic press, spacing after Unicode 15, ch. 6.2; order of cue, speaker and speech after the counts named in attribution.yaml. */
static const said direct[] = {
    {"verb, speaker, colon", "قال أنتوني بلينكن: «لن نتراجع عن موقفنا».",
     "direct neutral | قال | entity أنتوني بلينكن | لن نتراجع عن موقفنا\n"},
    {"no colon", "وقال ماكرون \"سوف يحضرون للحرب الجديدة\".",
     "direct neutral | قال | entity ماكرون | سوف يحضرون للحرب الجديدة\n"},
    {"curved marks", "قال ماكرون: “لن نرسل قوات”.",
     "direct neutral | قال | entity ماكرون | لن نرسل قوات\n"},
    {"reversed marks", "قال ماكرون: ”لن نرسل قوات“.",
     "direct neutral | قال | entity ماكرون | لن نرسل قوات\n"},
    {"reversed guillemets", "قال ماكرون: »لن نرسل قوات«.",
     "direct neutral | قال | entity ماكرون | لن نرسل قوات\n"},
    {"single guillemets", "قال ماكرون: ‹لن نرسل قوات›.",
     "direct neutral | قال | entity ماكرون | لن نرسل قوات\n"},
    {"a mixed pair", "قال ماكرون: «لن نرسل قوات\".",
     "direct neutral | قال | entity ماكرون | لن نرسل قوات\n"},
    {"spaces inside the marks", "قال ماكرون: « لن نرسل قوات ».",
     "direct neutral | قال | entity ماكرون | لن نرسل قوات\n"},
    {"nested", "قال ماكرون: «سمعت كلمة «نعم» من الجميع في القاعة».",
     "direct neutral | قال | entity ماكرون | سمعت كلمة «نعم» من الجميع في القاعة\n"},
    {"nested plain marks", "قال ماكرون: \"سمعت كلمة \"نعم\" من الجميع في القاعة\".",
     "direct neutral | قال | entity ماكرون | سمعت كلمة \"نعم\" من الجميع في القاعة\n"},
    {"several sentences", "قال ماكرون: «الوضع صعب. لن نستسلم. سنعود غدا». وغادر.",
     "direct neutral | قال | entity ماكرون | الوضع صعب. لن نستسلم. سنعود غدا\n"},
    {"over paragraphs, opened again", "قال ماكرون: «الوضع صعب.\n«لن نستسلم أبدا».\nوغادر القاعة.",
     "direct neutral | قال | entity ماكرون | الوضع صعب.\n«لن نستسلم أبدا\n"},
    {"over paragraphs, closed in the second", "قال ماكرون: «الوضع صعب.\nلن نستسلم أبدا».\nوغادر القاعة.",
     "direct neutral | قال | entity ماكرون | الوضع صعب.\nلن نستسلم أبدا\n"},
    {"never closed", "قال ماكرون: «الوضع صعب ولن نستسلم\nوغادر القاعة.",
     "direct neutral | قال | entity ماكرون | الوضع صعب ولن نستسلم\n"},
    {"after the verb, adjuncts", "وقال غوتيريش، في بيان أمس، من جهته: «الأزمة تتفاقم».",
     "direct neutral | قال | entity غوتيريش | الأزمة تتفاقم\n"},
    {"cue behind", "«لن نتنازل عن حقوقنا»، قال أنتوني بلينكن. وأضاف: «القرار لنا وحدنا».",
     "direct neutral | قال | entity أنتوني بلينكن | لن نتنازل عن حقوقنا\n"
     "direct neutral | أضاف | entity^ أنتوني بلينكن | القرار لنا وحدنا\n"},
    {"nominal cue behind", "«الاتفاق لا يزال ممكنا»، بحسب مصادر مطلعة.",
     "direct neutral | بحسب | unnamed مصادر مطلعة | الاتفاق لا يزال ممكنا\n"},
    {"how it was summed up", "«لا عودة إلى الوراء»، هكذا لخص إيمانويل ماكرون موقفه.",
     "direct neutral | لخص | entity إيمانويل ماكرون | لا عودة إلى الوراء\n"},
    {"carries on by itself", "قال ماكرون: «لن نرسل قوات». «هذا قرار نهائي لا رجعة فيه أبدا».",
     "direct neutral | قال | entity ماكرون | لن نرسل قوات\n"
     "direct neutral | - | entity^ ماكرون | هذا قرار نهائي لا رجعة فيه أبدا\n"},
    {"part of a sentence", "رأى غوتيريش في ذلك \"فرصة أخيرة لوقف إطلاق النار\".",
     "direct opinion | رأى | entity غوتيريش | فرصة أخيرة لوقف إطلاق النار\n"},
    {"an act, not words", "دعا غوتيريش إلى \"وقف فوري وشامل لإطلاق النار\".",
     ""},
    {"one word is a quote behind a colon", "وقال ماكرون: «نعم».",
     "direct neutral | قال | entity ماكرون | نعم\n"},
    {"a title in marks is none", "تصدر صحيفة «الأمل» كل صباح وقرأها ماكرون أمس.",
     ""},
    {"scare quotes are none", "زار ماكرون منطقة «آمنة» أمس.",
     ""},
    {"what is named is none", "أعلن ماكرون إطلاق مبادرة بعنوان «مدن بلا جدران ولا حدود».",
     ""},
    {"Windows line ends", "قال ماكرون: «الوضع صعب».\r\nوأضاف: «لن نستسلم أبدا».\r\n",
     "direct neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | أضاف | entity^ ماكرون | لن نستسلم أبدا\n"},
    {"tashkeel and tatweel", "وقَالَ ماكرون: «الوضــع صعبٌ جدا».",
     "direct neutral | قَالَ | entity ماكرون | الوضــع صعبٌ جدا\n"},
    {"a direction mark before the mark", "قال ماكرون: ‏«الوضع صعب جدا»‏.",
     "direct neutral | قال | entity ماكرون | الوضع صعب جدا\n"},
    {"a tweet", "وكتب أنتوني بلينكن على تويتر: «سنرد على أي عدوان».",
     "direct neutral | كتب | entity أنتوني بلينكن | سنرد على أي عدوان\n"},
    {"each clause in marks by itself", "أكد ماكرون أنّ «الوضع صعب جدا الآن»، وأنّ «الحل ما زال بعيدا عنا».",
     "direct assertive | أكد | entity ماكرون | الوضع صعب جدا الآن\n"
     "direct neutral | - | entity ماكرون | الحل ما زال بعيدا عنا\n"},
    {"a name in marks behind the verb", "وقال «ماكرون»، خلال جولة أمس: «لن نرسل قوات».",
     "direct neutral | قال | entity ماكرون | لن نرسل قوات\n"},
    {"to a paper in marks", "قال ماكرون لـ\"المساء اليوم\": الوضع صعب جدا.",
     "direct neutral | قال | entity ماكرون | الوضع صعب جدا.\n"},
    {"a paper in marks asks", "وسألت «صدى الشرق» البائع أنتوني بلينكن عن رأيه، فأجاب: «كل يوم سعر جديد».",
     "direct neutral | أجاب | entity أنتوني بلينكن | كل يوم سعر جديد\n"},
    {"a predicate in marks is no clause", "ووصف ماكرون الاتهامات بأنها «محض خيال».",
     ""},
    {"a person, a clause, a colon", "ماكرون، الذي وصل أمس، لا يخفي غضبه: «لن نتراجع عن قرارنا».",
     "direct neutral | - | entity ماكرون | لن نتراجع عن قرارنا\n"},
    {"the topic before the verb", "أما ماكرون، الذي خسر كثيرا، فيختصر المشهد بكلمتين: «الوضع صعب».",
     "direct neutral | يختصر | entity ماكرون | الوضع صعب\n"},
    {"a clause of manner", "وتختم ليلى صلاح حديثها وهي تغادر: «بابي مفتوح للجميع».",
     "direct neutral | تختم | entity ليلى صلاح | بابي مفتوح للجميع\n"},
    {"on the tongue of", "وجاء على لسان متحدث باسم الشرطة: \"التحقيق مستمر منذ أمس\".",
     "direct neutral | جاء على لسان | role متحدث باسم الشرطة | التحقيق مستمر منذ أمس\n"},
    {"a comma before the marks", "وأضاف ماكرون، \"لدينا خطة\".",
     "direct neutral | أضاف | entity ماكرون | لدينا خطة\n"},
    {"who was asked answers", "قال ماكرون إن الوضع صعب. وسأله القاضي: «هل أنت متأكد من ذلك؟». فأجاب: «نعم بكل تأكيد».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | سأله | role القاضي | هل أنت متأكد من ذلك؟\n"
     "direct neutral | أجاب | entity^ ماكرون | نعم بكل تأكيد\n"},
    {NULL, NULL, NULL},
};

/* Complementisers after Ryding 2005, ch. 19; the ends of clauses as news uses them. */
static const said indirect[] = {
    {"inna", "قال أنتوني بلينكن إن الاتفاق قريب.",
     "indirect neutral | قال | entity أنتوني بلينكن | الاتفاق قريب\n"},
    {"anna", "أكد أنتوني بلينكن أن الاتفاق قريب.",
     "indirect assertive | أكد | entity أنتوني بلينكن | الاتفاق قريب\n"},
    {"bi-anna", "وأفادت وزارة الصحة بأن ثلاثة أشخاص قتلوا.",
     "indirect neutral | أفادت | entity وزارة الصحة | ثلاثة أشخاص قتلوا\n"},
    {"with a pronoun", "قالت وزارة الصحة إنها سجلت إصابتين.",
     "indirect neutral | قالت | entity وزارة الصحة | سجلت إصابتين\n"},
    {"ila anna", "أشار غوتيريش إلى أن الوضع خطير.",
     "indirect assertive | أشار | entity غوتيريش | الوضع خطير\n"},
    {"ala anna", "وشدد ماكرون على أن باريس لن تتراجع.",
     "indirect assertive | شدد | entity ماكرون | باريس لن تتراجع\n"},
    {"colon and inna", "وقال ماكرون: إن الميزانية ستسجل عجزا.",
     "indirect neutral | قال | entity ماكرون | الميزانية ستسجل عجزا\n"},
    {"the clause is in marks", "وقال ماكرون إن «الوضع كارثي ولا يحتمل».",
     "direct neutral | قال | entity ماكرون | الوضع كارثي ولا يحتمل\n"},
    {"words in marks in the clause", "وقال ماكرون إن الوضع «كارثي ولا يحتمل» في المدن.",
     "mixed neutral | قال | entity ماكرون | الوضع «كارثي ولا يحتمل» في المدن\n"},
    {"participle", "قال ماكرون إن الوضع صعب، مشيرا إلى أن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect assertive | مشيرا | entity ماكرون | الحل قريب\n"},
    {"participle without a comma", "قال ماكرون إن الوضع صعب مؤكدا أن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect assertive | مؤكدا | entity ماكرون | الحل قريب\n"},
    {"another verb", "قال ماكرون إن الوضع صعب، وأضاف أن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect neutral | أضاف | entity ماكرون | الحل قريب\n"},
    {"another speaks", "قال ماكرون إن الوضع صعب، فيما أكد غوتيريش أن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect assertive | أكد | entity غوتيريش | الحل قريب\n"},
    {"but another speaks", "زعمت إسرائيل أن المبنى كان خاليا، لكن رويترز قالت إن سكانه قتلوا.",
     "indirect claim | زعمت | entity إسرائيل | المبنى كان خاليا\n"
     "indirect neutral | قالت | entity رويترز | سكانه قتلوا\n"},
    {"a nominal cue behind", "قال ماكرون إن الوضع صعب، بحسب رويترز.",
     "indirect neutral | قال | entity ماكرون < رويترز | الوضع صعب\n"},
    {"denial", "نفت وزارة الصحة أن تكون هناك إصابات.",
     "indirect denial | نفت | entity وزارة الصحة | تكون هناك إصابات\n"},
    {"claim", "وزعمت إسرائيل أن المبنى كان خاليا.",
     "indirect claim | زعمت | entity إسرائيل | المبنى كان خاليا\n"},
    {"opinion", "واعتبر غوتيريش أن المجلس تأخر.",
     "indirect opinion | اعتبر | entity غوتيريش | المجلس تأخر\n"},
    {"before the verb", "أنتوني بلينكن قال إن الاتفاق قريب.",
     "indirect neutral | قال | entity أنتوني بلينكن | الاتفاق قريب\n"},
    {"kana qad", "وكان أنتوني بلينكن قد أعلن أن الاتفاق قريب.",
     "indirect assertive | أعلن | entity أنتوني بلينكن | الاتفاق قريب\n"},
    {"not said", "ولم يؤكد ماكرون أن الاتفاق قريب.",
     ""},
    {"nobody says it", "يذكر أن المنتخب المصري فاز سبع مرات.",
     ""},
    {"it is said", "ويقال إن القصر بني قديما.",
     "indirect claim | يقال | none - | القصر بني قديما\n"},
    {"before that", "قال ماكرون ذلك قبل أن يغادر.",
     ""},
    {"a name that sounds like an opener", "زار بان كي مون القاهرة وقال كلمة.",
     ""},
    {"bayn is between", "وقع خلاف بين ماكرون وغوتيريش على أن يحل لاحقا.",
     ""},
    {"bayyan is a verb", "وبين ماكرون أن الحل قريب.",
     "indirect assertive | بين | entity ماكرون | الحل قريب\n"},
    {"dual", "حضر ماكرون وغوتيريش. قال ماكرون إن الوضع صعب، وأوضحا أن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect assertive | أوضحا | entity ماكرون | الحل قريب\n"},
    {"another verb of the same subject ends it", "قال ماكرون إن الوضع صعب، ولكنه طالب بزيادة الدعم.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"},
    {"what came before it ends it", "أعلن ماكرون أن الاجتماع سيعقد غدا، بعد اتفاق رعته فرنسا.",
     "indirect assertive | أعلن | entity ماكرون | الاجتماع سيعقد غدا\n"},
    {"then, another cue", "قال ماكرون إن الوضع هادئ، ثم عاد ليقول إن تحقيقا فتح.",
     "indirect neutral | قال | entity ماكرون | الوضع هادئ\n"
     "indirect neutral | عاد ليقول | entity ماكرون | تحقيقا فتح\n"},
    {"forecasts say nothing", "تشير التوقعات إلى أن الرياح ستشتد ليلا.",
     ""},
    {NULL, NULL, NULL},
};

/* Roles, titles in apposition, unnamed sources: Ryding 2005, 8.2; AlManassa stylebook on titles and names. */
static const said speakers[] = {
    {"title and name", "قال وزير الخارجية الأميركي أنتوني بلينكن إن الاتفاق قريب.",
     "indirect neutral | قال | entity أنتوني بلينكن | الاتفاق قريب\n"},
    {"office of a body, then the name", "قال الأمين العام للأمم المتحدة أنطونيو غوتيريش إن الوضع خطير.",
     "indirect neutral | قال | entity أنطونيو غوتيريش | الوضع خطير\n"},
    {"apposition", "أعلن المتحدث باسم الجيش، العميد نبيل عبد الله، أن القوات تقدمت.",
     "indirect assertive | أعلن | entity نبيل عبد الله | القوات تقدمت\n"},
    {"a role", "وقال المتحدث باسم الشرطة إن التحقيق مستمر.",
     "indirect neutral | قال | role المتحدث باسم الشرطة | التحقيق مستمر\n"},
    {"spokesman of a body is not the body", "قال متحدث باسم وزارة الصحة إن الوضع مستقر.",
     "indirect neutral | قال | role متحدث باسم وزارة الصحة | الوضع مستقر\n"},
    {"somebody of a person is not the person", "قال محامي أنتوني بلينكن إن القضية انتهت.",
     "indirect neutral | قال | role محامي أنتوني بلينكن | القضية انتهت\n"},
    {"a source known by its post", "وذكر مصدر أمني أن التحقيق مستمر.",
     "indirect neutral | ذكر | role مصدر أمني | التحقيق مستمر\n"},
    {"unnamed", "وقالت مصادر مطلعة إن التحقيق مستمر.",
     "indirect neutral | قالت | unnamed مصادر مطلعة | التحقيق مستمر\n"},
    {"unnamed, and how many", "وقالت ثلاثة مصادر مطلعة إن التحقيق مستمر.",
     "indirect neutral | قالت | unnamed ثلاثة مصادر مطلعة | التحقيق مستمر\n"},
    {"an outlet in marks behind the clause", "التحقيق مستمر منذ يومين، وفق ما ذكرت «رويترز».",
     "indirect neutral | وفق ما ذكرت | entity رويترز | التحقيق مستمر منذ يومين\n"},
    {"a verb that also means to follow, before who speaks and marks", "وتابع أنتوني بلينكن «لا توجد نية لتعويم جديد».",
     "direct neutral | تابع | entity أنتوني بلينكن | لا توجد نية لتعويم جديد\n"},
    {"witness", "وقال شاهد عيان: رأيت الدخان يتصاعد من المبنى.",
     "direct neutral | قال | unnamed شاهد عيان | رأيت الدخان يتصاعد من المبنى.\n"},
    {"to whom", "وقال للصحفيين أنتوني بلينكن إن الاتفاق قريب.",
     "indirect neutral | قال | entity أنتوني بلينكن | الاتفاق قريب\n"},
    {"to an outlet", "قال ماكرون لرويترز إن الاتفاق قريب.",
     "indirect neutral | قال | entity ماكرون | الاتفاق قريب\n"},
    {"an outlet in marks", "وذكرت قناة «الجزيرة» أن المفاوضات ستستأنف.",
     "indirect neutral | ذكرت | entity الجزيرة | المفاوضات ستستأنف\n"},
    {"document of a body", "كشف تقرير لمنظمة العفو الدولية أن آلافا نزحوا.",
     "indirect assertive | كشف | entity منظمة العفو الدولية | آلافا نزحوا\n"},
    {"carried on", "قال ماكرون إن الوضع صعب. وأضاف أن الحل قريب. وتابع: «لن نيأس أبدا».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect neutral | أضاف | entity^ ماكرون | الحل قريب\n"
     "direct neutral | تابع | entity^ ماكرون | لن نيأس أبدا\n"},
    {"carried on into the next paragraph", "قال ماكرون إن الوضع صعب.\nوأضاف أن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect neutral | أضاف | entity^ ماكرون | الحل قريب\n"},
    {"age in brackets", "وقال ماكرون (45 عاما) إن الوضع صعب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"},
    {"a relative clause", "استقبله ماكرون الذي قال إن الوضع صعب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"},
    {"when, not who", "أنتوني بلينكن قال أمس إنه متفائل.",
     "indirect neutral | قال | entity أنتوني بلينكن | متفائل\n"},
    {"how, not who", "قال ماكرون إن الوضع صعب. وقال مبتسما: «سنعود غدا إلى هنا».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | قال | entity^ ماكرون | سنعود غدا إلى هنا\n"},
    {"an adjective behind the adjunct", "قال ماكرون إن الوضع صعب. وأضاف في تغريدة ثانية: «سنعود غدا إلى هنا».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | أضاف | entity^ ماكرون | سنعود غدا إلى هنا\n"},
    {"the office is held somewhere", "قال وزير الداخلية في حكومة الوحدة أنتوني بلينكن إن الوضع صعب.",
     "indirect neutral | قال | entity أنتوني بلينكن | الوضع صعب\n"},
    {"in another's company is no office", "قال وزير الداخلية في لقاء مع أنتوني بلينكن إن الوضع صعب.",
     "indirect neutral | قال | role وزير الداخلية | الوضع صعب\n"},
    {"apposition behind a place", "قال منسق الإغاثة في مصر، أنتوني بلينكن: «الوضع صعب».",
     "direct neutral | قال | entity أنتوني بلينكن | الوضع صعب\n"},
    {"apposition with a nationality", "قال المدير الفني للفريق، الفرنسي إيمانويل ماكرون: «الوضع صعب».",
     "direct neutral | قال | entity إيمانويل ماكرون | الوضع صعب\n"},
    {"honorifics in a row", "أكد صاحب السمو الشيخ الدكتور أنتوني بلينكن أن العلم أساس. وقال سموه: «نريد جيلا يقرأ».",
     "indirect assertive | أكد | entity أنتوني بلينكن | العلم أساس\n"
     "direct neutral | قال | entity سموه | نريد جيلا يقرأ\n"},
    {"not whom it was said to", "قال ماكرون إن الوضع صعب. وفي حديثه للقناة قال: «الوقت ضيق».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | قال | entity^ ماكرون | الوقت ضيق\n"},
    {"before the verb, described", "المحامية سلمى الخطيب، التي تدافع عن أنتوني بلينكن، قالت إن الوضع صعب.",
     "indirect neutral | قالت | role المحامية | الوضع صعب\n"},
    {"kana, described", "وكان أنتوني بلينكن، وهو حليف لماكرون، قال إن الوضع صعب.",
     "indirect neutral | قال | entity أنتوني بلينكن | الوضع صعب\n"},
    {"the one who did it", "أحال أنتوني بلينكن ثلاثة متهمين إلى القضاء. وأكد أن الوضع صعب.",
     "indirect assertive | أكد | entity^ أنتوني بلينكن | الوضع صعب\n"},
    {"in agreement", "قالت أنجيلا ميركل إن الوضع صعب. وقال ماكرون إن الحل قريب. وأضافت أن الوقت ضيق.",
     "indirect neutral | قالت | entity أنجيلا ميركل | الوضع صعب\n"
     "indirect neutral | قال | entity ماكرون | الحل قريب\n"
     "indirect neutral | أضافت | entity^ أنجيلا ميركل | الوقت ضيق\n"},
    {"a subject within the sentence", "تجدر الإشارة إلى أن وزارة الصحة أكدت أن الوضع مستقر.",
     "indirect assertive | أكدت | entity وزارة الصحة | الوضع مستقر\n"},
    {"a body that a relative clause tells of", "قالت وزارة الصحة التي كشفت صور الوثائق إن الوضع مستقر.",
     "indirect neutral | قالت | entity وزارة الصحة | الوضع مستقر\n"},
    {"a plural verb has its subject before it", "فشل محتجون في سد الطريق، واتهموا أنتوني بلينكن بأنه وراء الهجوم.",
     "indirect claim | اتهموا | role محتجون | وراء الهجوم\n"},
    {"a subject by its office", "قال ماكرون إن الوضع صعب. ووصل محامي المعارضة إلى القاعة. وقال إن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect neutral | قال | role^ محامي المعارضة | الحل قريب\n"},
    {"a document in a relative clause", "تلقت أنجيلا ميركل معلومات تفيد بأن الوضع صعب.",
     "indirect neutral | تفيد | role معلومات | الوضع صعب\n"},
    {"where it was said, not who", "أطلق ماكرون تغريدة قال فيها إن الوضع صعب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"},
    {"whom a pronoun means", "وكانت وزارة الصحة قد شكت أنتوني بلينكن على خلفية تصريحه بأن الوضع صعب.",
     "indirect neutral | تصريحه | entity أنتوني بلينكن | الوضع صعب\n"},
    {"once, not who", "هو ماكرون الذي قال له يوما: «مكانك في المسرح معنا».",
     "direct neutral | قال | entity ماكرون | مكانك في المسرح معنا\n"},
    {"who refused goes on speaking", "قال ماكرون إن الوضع صعب.\nورفض أنتوني بلينكن تحميل الحزب المسؤولية، وقال: «لن نيأس أبدا».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | قال | entity أنتوني بلينكن | لن نيأس أبدا\n"},
    {"a name between commas that nobody knows", "لكن كبيرة المحللين، هليمية كروفتية، تعتقد أن السعر سيبقى هنا.",
     "indirect opinion | تعتقد | entity هليمية كروفتية | السعر سيبقى هنا\n"},
    {"the document goes on", "قالت أنجيلا ميركل إن الوضع صعب. وأوصت الدراسة بتوسيع المحمية. وحذرت من أن الوقت ضيق.",
     "indirect neutral | قالت | entity أنجيلا ميركل | الوضع صعب\n"
     "indirect assertive | حذرت | role^ الدراسة | الوقت ضيق\n"},
    {"the subject of a clause of circumstance", "قال ماكرون إن الوضع صعب.\nوبدا صاحب الهدف وهو يقول: «أهدي الهدف إلى أمي».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | يقول | role صاحب الهدف | أهدي الهدف إلى أمي\n"},
    {"a participle of who spoke in the sentence", "القاهرة / نينا / أعلن أنتوني بلينكن إطلاق خطة، مبينا أن الوضع صعب.",
     "indirect assertive | مبينا | entity أنتوني بلينكن | الوضع صعب\n"},
    {"somebody", "وهناك من قال إن الوضع صعب.",
     "indirect neutral | قال | unnamed من | الوضع صعب\n"},
    {"anonymous at their wish", "ويقول طالب في السنة الثالثة، رفض ذكر اسمه: سئمنا هذا الوضع.",
     "direct neutral | يقول | role طالب | سئمنا هذا الوضع.\n"},
    {NULL, NULL, NULL},
};

/* Transmission, nominal cues, headlines: patterns of the counts named in attribution.yaml. */
static const said sources[] = {
    {"passed on", "نقلت رويترز عن مسؤول أميركي قوله إن المفاوضات وصلت إلى طريق مسدود.",
     "indirect neutral | نقلت | role مسؤول أميركي < رويترز | المفاوضات وصلت إلى طريق مسدود\n"},
    {"passed on, in marks", "ونقلت وكالة رويترز عن أنتوني بلينكن قوله: «المفاوضات صعبة».",
     "direct neutral | نقلت | entity أنتوني بلينكن < رويترز | المفاوضات صعبة\n"},
    {"passed on by one who knows", "حضر أنتوني بلينكن الجلسة. ونقل عنه شقيقه أنه متفائل.",
     "indirect neutral | نقل | entity أنتوني بلينكن < شقيقه | متفائل\n"},
    {"learnt from somebody", "وعلمت رويترز من مصادر مطلعة أن الاجتماع تأجل.",
     "indirect neutral | علمت | unnamed مصادر مطلعة < رويترز | الاجتماع تأجل\n"},
    {"learnt", "وعلمت رويترز أن الاجتماع تأجل.",
     ""},
    {"ascribed to", "ونسبت رويترز إلى مصدر مسؤول قوله إن الاجتماع تأجل.",
     "indirect neutral | نسبت | role مصدر مسؤول < رويترز | الاجتماع تأجل\n"},
    {"an outlet reports by itself", "ونقلت رويترز أن الاجتماع تأجل.",
     "indirect neutral | نقلت | entity رويترز | الاجتماع تأجل\n"},
    {"at the start", "بحسب مصادر مطلعة، فإن الطرفين اتفقا على هدنة.",
     "indirect neutral | بحسب | unnamed مصادر مطلعة | الطرفين اتفقا على هدنة\n"},
    {"at the end", "ارتفع عدد القتلى إلى خمسين شخصا، وفق وزارة الصحة.",
     "indirect neutral | وفق | entity وزارة الصحة | ارتفع عدد القتلى إلى خمسين شخصا\n"},
    {"and that", "ارتفع عدد القتلى إلى خمسين شخصا، وذلك وفق وزارة الصحة.",
     "indirect neutral | وفق | entity وزارة الصحة | ارتفع عدد القتلى إلى خمسين شخصا\n"},
    {"with a verb", "ارتفع عدد القتلى إلى خمسين شخصا، وفق ما أعلنت وزارة الصحة.",
     "indirect neutral | وفق ما أعلنت | entity وزارة الصحة | ارتفع عدد القتلى إلى خمسين شخصا\n"},
    {"in between", "وباتت القوات، بحسب رويترز، تسيطر على معظم المدينة.",
     "indirect neutral | بحسب | entity رويترز | وباتت القوات، بحسب رويترز، تسيطر على معظم المدينة\n"},
    {"as somebody said", "ارتفع عدد القتلى إلى خمسين شخصا، كما قال غوتيريش.",
     "indirect neutral | كما قال | entity غوتيريش | ارتفع عدد القتلى إلى خمسين شخصا\n"},
    {"said with a pronoun", "وقال ماكرون إن الوضع صعب على حد تعبيره.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"},
    {"no speaker, no cue", "سار العمل وفق خطة واضحة أعدت قبل عام.",
     ""},
    {"headline", "ماكرون: لن نرسل قوات إلى الشرق",
     "direct neutral | : | entity ماكرون | لن نرسل قوات إلى الشرق\n"},
    {"headline to somebody", "ماكرون لغوتيريش: نسعى إلى تجنب المواجهة",
     "direct neutral | : | entity ماكرون | نسعى إلى تجنب المواجهة\n"},
    {"a source line is none", "المصدر: رويترز + وكالات",
     ""},
    {"a list is none", "وأعلن ماكرون أسماء الفائزين التالية: أحمد وسامي وليلى.",
     ""},
    {"unmarked speech", "وقال ماكرون: نحن نعمل من أجل السلام ولن نتوقف.",
     "direct neutral | قال | entity ماكرون | نحن نعمل من أجل السلام ولن نتوقف.\n"},
    {"unmarked speech of two sentences", "وقال ماكرون: نحن نعمل من أجل السلام. لن نتوقف أبدا.",
     "direct neutral | قال | entity ماكرون | نحن نعمل من أجل السلام. لن نتوقف أبدا.\n"},
    {"a comma for the colon", "قال ماكرون إن الوضع صعب. وأضاف، نحن نعمل من أجل السلام.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | أضاف | entity^ ماكرون | نحن نعمل من أجل السلام.\n"},
    {"at the start, a pronoun", "قال ماكرون إن الوضع صعب. وحسب رأيه، فالحل سياسي لا عسكري.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect neutral | حسب رأيه | entity^ ماكرون | فالحل سياسي لا عسكري\n"},
    {"headline joined by and", "المركزي يثبت الفائدة ومحللون: القرار متوقع تماما",
     "direct neutral | : | unnamed محللون | القرار متوقع تماما\n"},
    {"an unknown verb and a colon", "حضر ماكرون أمس. لكن أنتوني بلينكن صحح له: «بل الوضع صعب جدا».",
     "direct neutral | - | entity أنتوني بلينكن | بل الوضع صعب جدا\n"},
    {"addressed to somebody", "وأضاف أنتوني بلينكن مخاطبا النواب في قاعة المجلس الكبيرة أمس: «دعونا نعمل من أجل السلام».",
     "direct neutral | أضاف | entity أنتوني بلينكن | دعونا نعمل من أجل السلام\n"},
    {"a joined verb that no list knows, and a colon", "حضر أنتوني بلينكن الحفل. سألناها عن العودة فابتسمت: «لم أغب حتى أعود».",
     "direct neutral | - | entity^ أنتوني بلينكن | لم أغب حتى أعود\n"},
    {"behind the quotation, a verb that no list knows", "«لم نجد سمكة واحدة نظيفة هنا»، تأسف أنتوني بلينكن.",
     "direct neutral | - | entity أنتوني بلينكن | لم نجد سمكة واحدة نظيفة هنا\n"},
    {"a verb that is another word, its manner, a colon", "حضر أنتوني بلينكن، وعندما سئل رد باقتضاب: «الملف على مكتبي».",
     "direct neutral | رد | entity أنتوني بلينكن | الملف على مكتبي\n"},
    {"signed below", "> «من لا يخطئ لا يخترع».\n\n> — أنتوني بلينكن، في حفل",
     "direct neutral | - | entity أنتوني بلينكن | من لا يخطئ لا يخترع\n"},
    {"behind the quotation, a verb that is another word", "«هذا كلام سمعناه قديما»، يرد أنتوني بلينكن، وهو يبتسم.",
     "direct neutral | يرد | entity أنتوني بلينكن | هذا كلام سمعناه قديما\n"},
    {"not between two", "«هذا كلام سمعناه قديما» بين أنتوني بلينكن وماكرون.",
     ""},
    {"who is called", "صرح أحد السكان، ويدعى أنتوني بلينكن، بأنه متفائل.",
     "indirect neutral | صرح | entity أنتوني بلينكن | متفائل\n"},
    {"a question about speech", "ماذا قال؟ «لدينا خطة جديدة غدا»، بحسب ماكرون.",
     "direct neutral | بحسب | entity ماكرون | لدينا خطة جديدة غدا\n"},
    {"headline with a country", "مصر تحذر مواطنيها: «كونوا مستعدين للحرب غدا»",
     "direct assertive | تحذر | entity مصر | كونوا مستعدين للحرب غدا\n"},
    {"headline that announces a question", "حكاية ماكرون: كيف أنقذ الحزب في عام",
     ""},
    {"headline, dots, another", "القضاء يؤيد الحكم.. والدفاع: سنطعن فيه غدا",
     "direct neutral | : | role الدفاع | سنطعن فيه غدا\n"},
    {"headline, the object before the colon", "أنتوني بلينكن ينتقد ماكرون: تصريحاته لا تفيد أحدا",
     "direct assertive | ينتقد | entity أنتوني بلينكن | تصريحاته لا تفيد أحدا\n"},
    {"names before answers", "خبر\n\n- ماكرون: لا. طلبت منهم الصبر. ولم يصبروا.",
     "direct neutral | : | entity ماكرون | لا. طلبت منهم الصبر. ولم يصبروا.\n"},
    {"names before posts", "خبر\n\n- ماكرون : مدرب عام للفريق",
     ""},
    {"questions and answers", "أنتوني بلينكن: الطين لا يكذب\n\nس: كيف بدأت الحكاية؟\n\nج: بدأت من الفضول. جلست ولم أقم.\n\nس: وقال ماكرون إن الوضع صعب، فما رأيك؟\n\nج: سمعنا هذا الكلام قبلا.",
     "direct neutral | : | entity أنتوني بلينكن | الطين لا يكذب\n"
     "direct neutral | - | entity^ أنتوني بلينكن | بدأت من الفضول. جلست ولم أقم.\n"
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | - | entity^ أنتوني بلينكن | سمعنا هذا الكلام قبلا.\n"},
    {NULL, NULL, NULL},
};

static void run_table(void **state) {
  const said *table = *state;
  written w;
  for (size_t i = 0; table[i].name; i++) {
    khb_document *doc = support_document(engine, table[i].text, strlen(table[i].text));
    write_quotes(doc, &w);
    khb_document_close(doc);
    CASE_STRING(table[i].name, w.text, table[i].want);
  }
}

/* Constructions met while random paragraphs of the press of 2015-2018 were read; the sentences are written for this table. Adverbs of state and
   of manner, object clauses and relative clauses without a pronoun after Ryding 2005, chs. 11, 14 and 19. */
static const said press[] = {
    {"and also, with a verb", "قال ماكرون إن الوضع صعب. كما أكد أن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect assertive | أكد | entity^ ماكرون | الحل قريب\n"},
    {"as he said, with an opener", "كما قال أنتوني بلينكن، أمس، إن الاتفاق قريب.",
     "indirect neutral | قال | entity أنتوني بلينكن | الاتفاق قريب\n"},
    {"on condition that", "أعلن ماكرون اتفاقا على وقف النار، على أن تبدأ المفاوضات غدا.",
     ""},
    {"a verb that takes ala, over an adjunct", "وشدد ماكرون، في كلمته، على أن الوضع صعب.",
     "indirect assertive | شدد | entity ماكرون | الوضع صعب\n"},
    {"how it was said", "قال ماكرون إن الوضع صعب. وأكد بشكل قاطع وصريح أن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect assertive | أكد | entity^ ماكرون | الحل قريب\n"},
    {"his words are the object", "قال ماكرون إن الوضع صعب. وختم كلامه قائلا: «لن نيأس أبدا».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | قائلا | entity^ ماكرون | لن نيأس أبدا\n"},
    {"the name first, then whose spokesman", "قال أنتوني بلينكن المتحدث باسم الرئيس إيمانويل ماكرون إن الوضع صعب.",
     "indirect neutral | قال | entity أنتوني بلينكن | الوضع صعب\n"},
    {"his counterpart is told", "وأبلغ أنتوني بلينكن نظيره الفرنسي إيمانويل ماكرون أن الوضع صعب.",
     "indirect neutral | أبلغ | entity أنتوني بلينكن | الوضع صعب\n"},
    {"a woman calls", "قال ماكرون إن الوضع صعب.\nواتصلت امرأة بالبرنامج، وقالت: «لا أريد أن أموت هنا».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | قالت | role امرأة | لا أريد أن أموت هنا\n"},
    {"whose post it is", "جاء ذلك في تغريدة لماكرون على حسابه، حيث قال: «الوضع صعب جدا».",
     "direct neutral | قال | entity ماكرون | الوضع صعب جدا\n"},
    {"whose letter it is", "وفي رسالة وجهها ماكرون إلى أسرته قال: «أعود قريبا إلى البيت».",
     "direct neutral | قال | entity ماكرون | أعود قريبا إلى البيت\n"},
    {"during it", "ونشر ماكرون تغريدة ذكر خلالها أن الوضع صعب.",
     "indirect neutral | ذكر | entity ماكرون | الوضع صعب\n"},
    {"who published the statement", "قال ماكرون إن الوضع صعب. وأضاف في بيان نشرته رويترز: «الحل قريب جدا».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | أضاف | entity^ ماكرون | الحل قريب جدا\n"},
    {"who got a copy", "وقالت وزارة الصحة في بيان تلقت رويترز نسخة منه إن الوضع مستقر.",
     "indirect neutral | قالت | entity وزارة الصحة | الوضع مستقر\n"},
    {"by his saying, of the main verb", "واجه أحد السكان سؤالا بشأن زيارة أنتوني بلينكن بقوله: «لست على علم بها».",
     "direct neutral | بقوله | role أحد السكان | لست على علم بها\n"},
    {"on the tongue of, passed on", "نقلت رويترز على لسان ماكرون قوله: «لن نتراجع عن قرارنا».",
     "direct neutral | نقلت | entity ماكرون < رويترز | لن نتراجع عن قرارنا\n"},
    {"which he confirmed", "قال ماكرون إن الوضع صعب، وهو ما أكده أنتوني بلينكن، قائلا: «الحل بعيد جدا».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | قائلا | entity أنتوني بلينكن | الحل بعيد جدا\n"},
    {"a name in marks before a verb", "وبسبب بطاريات «ليثيوم أيون» حذرت وزارة الصحة من الحرائق.",
     ""},
    {"a long slogan", "خرجوا تحت شعار «معا من أجل مدينة نظيفة بلا دخان ولا ضجيج» وقال ماكرون كلمة.",
     ""},
    {"a slogan, then a verb", "أطلقت وزارة الصحة حملة تحت شعار «معا من أجل صحة أفضل لكل الناس»، وقال ماكرون إنها ستنجح.",
     "indirect neutral | قال | entity ماكرون | ستنجح\n"},
    {"written on a placard", "رفع أنصار ماكرون لافتة كتب عليها «نريد العودة إلى بيوتنا».",
     "direct neutral | كتب | none - | نريد العودة إلى بيوتنا\n"},
    {"a placard, not a participle", "قال ماكرون إن الوضع صعب. وظهرت على لافتة «نريد العودة إلى بيوتنا» بخط أحمر.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"},
    {"whom a plural relative means", "أثار القرار غضب السكان الذين تساءلوا: «لماذا نحن دون غيرنا؟».",
     "direct neutral | تساءلوا | role السكان | لماذا نحن دون غيرنا؟\n"},
    {"addressed to somebody", "وقالت وزيرة الصحة مخاطبة نحو مئة من الأطباء أمام المبنى الجديد للمستشفى: «شكرا لكم جميعا».",
     "direct neutral | قالت | role وزيرة الصحة | شكرا لكم جميعا\n"},
    {"the official goes on", "وتابع المسؤول «لن نسحب القوات على الفور».",
     "direct neutral | تابع | role المسؤول | لن نسحب القوات على الفور\n"},
    {"before he added", "قال ماكرون إن الوضع صعب، قبل أن يضيف: «الحل قريب جدا».",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "direct neutral | يضيف | entity ماكرون | الحل قريب جدا\n"},
    {"who was asked, by his office", "وسأل أحد السكان الوزير عن موعد الانتخابات، فأجاب: «ستجرى في موعدها».",
     "direct neutral | أجاب | role الوزير | ستجرى في موعدها\n"},
    {"while she says", "سمع الجيران صراخ الطفلة وهي تقول: «لا تتركوني هنا».",
     "direct neutral | تقول | role الطفلة | لا تتركوني هنا\n"},
    {"a name in marks that speaks", "وأفاد «المرصد السوري للحقوق» من مقره في لندن بأن الوضع صعب.",
     "indirect neutral | أفاد | role «المرصد السوري للحقوق» | الوضع صعب\n"},
    {"an unveiling", "كشف ماكرون عن «طائرة جديدة محلية الصنع» أمس.",
     ""},
    {"a pledge", "تعهد ماكرون بـ«مواصلة العمل»، وقال إن الوضع صعب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"},
    {"a predicate", "تعتبر إسرائيل القدس عاصمتها «الأبدية والموحدة».",
     ""},
    {"what a verb of facts shows", "أظهرت أنجيلا ميركل «شجاعة غير عادية في الحديث عنها».",
     ""},
    {"a name that reads like a verb", "نقلت وكالة فرات عن بيان للحزب «انتهى وقف القتال أمس».",
     "direct neutral | نقلت | role بيان للحزب < وكالة فرات | انتهى وقف القتال أمس\n"},
    {"a seminar about it", "وأضاف ماكرون خلال ندوة انعقدت حول «إعادة تنظيم مصالح الطيران» أن الوضع صعب.",
     "indirect neutral | أضاف | entity ماكرون | الوضع صعب\n"},
    {"called by a name", "وأشاد ماكرون بالفيلسوف ووصفه «بالمعلم الأول للناس جميعا».",
     ""},
    {"a country is warned", "قال ماكرون إن الوضع صعب. وحذر إسرائيل من الحرب، وقال إن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect neutral | قال | entity^ ماكرون | الحل قريب\n"},
    {"the blank slipped", "وقال ماكرون\" لأن الوضع صعب لن نتراجع عن قرارنا\".",
     "direct neutral | قال | entity ماكرون | لأن الوضع صعب لن نتراجع عن قرارنا\n"},
    {"a name between commas", "قال ماكرون إن الوضع صعب. وأضاف، ماكرون، أن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect neutral | أضاف | entity ماكرون | الحل قريب\n"},
    {"he too did something else", "اتهم ماكرون إسرائيل بأنها ترفض الحل، كما أكد رفضه للحرب.",
     "indirect claim | اتهم | entity ماكرون | ترفض الحل\n"},
    {"what goes on says nothing", "أضاف المصدر أن الوضع صعب. ولا يزال البحث مستمرا، مبينا أن الحل قريب.",
     "indirect neutral | أضاف | unnamed المصدر | الوضع صعب\n"
     "indirect assertive | مبينا | unnamed^ المصدر | الحل قريب\n"},
    {"a search for somebody", "اختفاء أنتوني بلينكن: فرنسا تبحث القضية",
     ""},
    {"a given name of its own lam", "قالت لمى السيد إن الوضع صعب.",
     "indirect neutral | قالت | role لمى السيد | الوضع صعب\n"},
    {"to somebody", "قال ماكرون إن الوضع صعب. وقال لأنتوني بلينكن إن الحل قريب.",
     "indirect neutral | قال | entity ماكرون | الوضع صعب\n"
     "indirect neutral | قال | entity^ ماكرون | الحل قريب\n"},
    {"justified by", "واعترف المتهم بأنه خطط لها، مبررا ذلك بأنه كان جائعا.",
     "indirect assertive | اعترف | role المتهم | خطط لها\n"
     "indirect assertive | مبررا | role المتهم | كان جائعا\n"},
    {NULL, NULL, NULL},
};

/* ---- limits ------------------------------------------------------------------------------------------------------------- */

typedef struct hostile { const char *name, *piece; } hostile;
static const hostile hostile_pieces[] = {
    {"opened and never closed", "« "},
    {"closed and never opened", " »"},
    {"plain marks", "\""},
    {"plain marks with spaces", " \" "},
    {"nested", "«“\"‹"},
    {"nested words", "«كلمة “أخرى "},
    {"a verb each", "قال: «"},
    {"verbs alone", "قال "},
    {"complementisers", "قال إن "},
    {"dashes", "قال - "},
    {"brackets", "قال (( "},
    {"nominal cues", "بحسب بيان "},
    {"an open quotation a paragraph", "«قال فلان شيئا\n"},
    {"names in brackets", "الأمم المتحدة (أوبك) الوزارة "},
    {"people", "محمد صلاح وأحمد البدوي "},
    {"titles", "وزير الرئيس "},
};

/* 100,000 of each: in time, and no quote longer than the limit. */
static void test_hostile(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(hostile_pieces); i++) {
    size_t n = strlen(hostile_pieces[i].piece), len = n * 100000;
    char *text = malloc(len);
    assert_non_null(text);
    for (size_t k = 0; k < 100000; k++) memcpy(text + k * n, hostile_pieces[i].piece, n);
    khb_document *doc = support_document(engine, text, len);
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    khb_error err;
    size_t found;
    assert_int_equal(khb_document_quotes(doc, 0, UINT32_MAX, NULL, 0, &found, &err), KHB_OK);
    clock_gettime(CLOCK_MONOTONIC, &b);
    double seconds = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
    CASE_CHECK(hostile_pieces[i].name, seconds < 30);
    khb_quote *quotes = malloc((found + 1) * sizeof *quotes);
    assert_non_null(quotes);
    khb_document_quotes(doc, 0, UINT32_MAX, quotes, found, &found, &err);
    for (size_t k = 0; k < found; k++) CASE_CHECK(hostile_pieces[i].name, quotes[k].end - quotes[k].start <= KHB_QUOTE_MAX_BYTES);
    free(quotes);
    khb_document_close(doc);
    free(text);
  }
}

/* A quotation that is opened again in each paragraph is cut at the limit and says so. */
static void test_limit(void **state) {
  (void)state;
  written w = {.len = 0};
  put_string(&w, "قال أنتوني بلينكن:\n");
  for (int i = 0; i < 30; i++) put_string(&w, "«هذه فقرة أخرى من كلام طويل لا ينتهي أبدا\n");
  khb_document *doc = support_document(engine, w.text, w.len);
  khb_error err;
  size_t n;
  khb_quote q[64];
  assert_int_equal(khb_document_quotes(doc, 0, UINT32_MAX, q, 64, &n, &err), KHB_OK);
  assert_true(n >= 2 && n <= 64);
  assert_true(q[0].flags & KHB_QUOTEF_CUT);
  size_t paragraphs = 0;
  for (uint32_t i = q[0].start; i < q[0].end; i++) paragraphs += w.text[i] == '\n';
  assert_true(paragraphs < KHB_QUOTE_MAX_PARAGRAPHS && paragraphs >= KHB_QUOTE_MAX_PARAGRAPHS - 2);
  khb_document_close(doc);
}

/* What an edit leaves is what a fresh document has; the speaker of a later paragraph changes with an earlier one. */
static void test_edit(void **state) {
  (void)state;
  const char *text = "قال أنتوني بلينكن إن الوضع صعب.\nوأضاف أن الحل قريب.\n";
  khb_document *doc = support_document(engine, text, strlen(text));
  written before, after;
  write_quotes(doc, &before);
  uint32_t at = (uint32_t)strlen("قال ");
  khb_error err;
  const char *other = "إيمانويل ماكرون";
  assert_int_equal(khb_document_edit(doc, at, at + (uint32_t)strlen("أنتوني بلينكن"), other, strlen(other), NULL, &err), KHB_OK);
  write_quotes(doc, &after);
  assert_string_equal(before.text, "indirect neutral | قال | entity أنتوني بلينكن | الوضع صعب\n"
                                   "indirect neutral | أضاف | entity^ أنتوني بلينكن | الحل قريب\n");
  assert_string_equal(after.text, "indirect neutral | قال | entity إيمانويل ماكرون | الوضع صعب\n"
                                  "indirect neutral | أضاف | entity^ إيمانويل ماكرون | الحل قريب\n");
  khb_document_close(doc);
}

static void test_listing(void **state) {
  (void)state;
  const char *text = "قال أنتوني بلينكن إن الوضع صعب.\nوأضاف أن الحل قريب.\n";
  khb_document *doc = support_document(engine, text, strlen(text));
  khb_error err;
  khb_quote q[4];
  size_t n;
  uint32_t second = (uint32_t)(strchr(text, '\n') - text);
  assert_int_equal(khb_document_quotes(doc, 0, UINT32_MAX, q, 1, &n, &err), KHB_OK);
  assert_int_equal(n, 2);
  assert_int_equal(khb_document_quotes(doc, second, UINT32_MAX, q, 4, &n, &err), KHB_OK);
  assert_int_equal(n, 1);
  assert_true(q[0].start > second);
  assert_int_equal(khb_document_quotes(doc, 0, 1, NULL, 0, &n, &err), KHB_OK);
  assert_int_equal(n, 0);
  assert_null(khb_quote_form_name((khb_quote_form)99));
  assert_null(khb_strength_name((khb_strength)99));
  assert_null(khb_speaker_kind_name((khb_speaker_kind)99));
  khb_document_close(doc);
}

int main(void) {
  struct CMUnitTest tests[] = {
      {"direct quotations", run_table, NULL, NULL, (void *)(uintptr_t)direct},
      {"reported speech", run_table, NULL, NULL, (void *)(uintptr_t)indirect},
      {"speakers", run_table, NULL, NULL, (void *)(uintptr_t)speakers},
      {"sources and headlines", run_table, NULL, NULL, (void *)(uintptr_t)sources},
      {"what the press writes", run_table, NULL, NULL, (void *)(uintptr_t)press},
      cmocka_unit_test(test_hostile), cmocka_unit_test(test_limit), cmocka_unit_test(test_edit), cmocka_unit_test(test_listing),
  };
  return cmocka_run_group_tests(tests, open_engine, close_engine);
}
