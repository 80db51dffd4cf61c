/* help.c: every sentence that the program says, in English and in Arabic, in two tables: messages, and help. Nothing
 * else in the program holds a sentence. In messages $1 and $2 stand for what is filled in; both languages use the same
 * marks. In help an option stands alone at the start of its line and its Arabic text on the next, so that no line mixes
 * directions where it can be avoided. */
#include "cli.h"

typedef struct both { const char *en, *ar; } both;

static const both message[MSG_COUNT] = {
  [MSG_NONE] = {"", ""},
  [MSG_NO_COMMAND] = {"no command was given", "لم يُذكر أمر"},
  [MSG_UNKNOWN_COMMAND] = {"there is no command '$1'", "لا يوجد أمر اسمه '$1'"},
  [MSG_UNKNOWN_OPTION] = {"there is no option '$1'", "لا يوجد خيار اسمه '$1'"},
  [MSG_NEEDS_VALUE] = {"option '--$1' needs a value", "الخيار '--$1' يحتاج إلى قيمة"},
  [MSG_TAKES_NO_VALUE] = {"option '--$1' takes no value", "الخيار '--$1' لا يأخذ قيمة"},
  [MSG_BAD_VALUE] = {"'$1' is not a valid value", "'$1' قيمة غير صالحة"},
  [MSG_DO_HELP] = {"'khabar help' lists the commands", "الأمر 'khabar help' يعرض الأوامر"},
  [MSG_DO_HELP_COMMAND] = {"see 'khabar help $2'", "انظر 'khabar help $2'"},
  [MSG_DO_MEAN] = {"did you mean '$2'?", "هل تقصد '$2'؟"},
  [MSG_DO_MEAN_TAG] = {"to tag a file: khabar tag $2", "لوسم ملف: khabar tag $2"},
  [MSG_DO_ONE_OF] = {"one of: $2", "القيم الممكنة: $2"},
  [MSG_DO_GIVE_VALUE] = {"write --$1=VALUE", "اكتب --$1=VALUE"},
  [MSG_BAD_DATE] = {"'$1' is not a date", "'$1' ليس تاريخًا"},
  [MSG_DO_DATE] = {"write it as YYYY-MM-DD, for example 2022-01-08", "اكتبه على صورة YYYY-MM-DD، مثل 2022-01-08"},
  [MSG_BAD_MEASURE] = {"'$1' is no unit that figures can be converted to", "'$1' ليست وحدة يمكن تحويل الأرقام إليها"},
  [MSG_DO_MEASURE] = {"write metric, imperial, or a unit by its name or symbol, such as كيلومتر or km",
    "اكتب metric أو imperial أو وحدة باسمها أو رمزها، مثل كيلومتر أو km"},
  [MSG_PAIR] = {"--input=$1 cannot be written as --format=$2", "لا يمكن إخراج --input=$1 بصيغة --format=$2"},
  [MSG_DO_PAIR_CONLL] = {"use --format=conll", "استعمل --format=conll"},
  [MSG_DO_PAIR_JSONL] = {"use --format=jsonl", "استعمل --format=jsonl"},
  [MSG_NO_WORDS] = {"no name to look up was given", "لم يُذكر اسم للبحث عنه"},
  [MSG_ADD_NO_NAME] = {"no name to add was given", "لم يُذكر اسم يُضاف"},
  [MSG_ADD_NO_TYPE] = {"the type of the name was not said", "لم يُذكر نوع الاسم"},
  [MSG_ADD_MUCH] = {"--disable takes an id and nothing else", "الخيار --disable لا يقترن باسم ولا بوصف"},
  [MSG_ADDED] = {"$1: $2", "$1: $2"},
  [MSG_PLACE_UNKNOWN] = {"not looked for", "لم يُبحث عنها"},
  [MSG_PLACE_SAME] = {"in its place", "في موضعها"},
  [MSG_NOTES_ONE] = {"--notes belongs to one text, and $1 were given", "‏--notes لنص واحد، وقد ذُكرت $1 نصوص"},
  [MSG_NOTES_TEXT] = {"--notes goes with --input=text alone", "لا يأتي ‎--notes‎ إلا مع ‎--input=text‎"},
  [MSG_NOTES_LOST] = {"notes whose words are not surely found any more, left aside: $1", "ملاحظات لم تعد كلماتها توجد بيقين، تُركت: $1"},
  [MSG_NOTES_BOTH] = {"notes that two editors settled differently, left aside: $1", "ملاحظات حسمها محرران حسمًا مختلفًا، تُركت: $1"},
  [MSG_DO_NOTES] = {"khabar notes check shows them", "يعرضها khabar notes check"},
  [MSG_ADD_WHERE] = {"only one of --for, --draft and --file says where", "واحد من ‎--for‎ و‎--draft‎ و‎--file‎ يكفي لتعيين الموضع"},
  [MSG_PLACE_MOVED] = {"moved", "انتقلت"},
  [MSG_PLACE_CHANGED] = {"words changed", "تغيّر نصها"},
  [MSG_PLACE_LOST] = {"lost", "ضاع موضعها"},
  [MSG_NOTE_CONFLICT] = {"settled differently by two editors", "قرّرها محرران على وجهين"},
  [MSG_NOTES_NO_DRAFT] = {"no draft was given", "لم تُذكر مسودة"},
  [MSG_NOTES_ONE_TO] = {"--to moves the notes of one draft", "الخيار --to ينقل ملاحظات مسودة واحدة"},
  [MSG_NOTES_TASK] = {"'$1' cannot be done with notes", "'$1' ليس مما يُفعل بالملاحظات"},
  [MSG_NO_YAML] = {"no YAML file was given", "لم يُذكر ملف YAML"},
  [MSG_NO_OUTPUT] = {"it was not said where to write the index", "لم يُذكر أين يُكتب الفهرس"},
  [MSG_NOT_REGULAR] = {"is not a regular file and would be replaced", "ليس ملفًا عاديًا وكان سيُستبدل"},
  [MSG_DO_NOT_REGULAR] = {"name a file in a directory that can be written to", "سمِّ ملفًا في مجلد يمكن الكتابة فيه"},
  [MSG_OUTPUT_IS_INPUT] = {"is one of the YAML files that would be compiled", "هو أحد ملفات YAML المطلوب تجميعها"},
  [MSG_DO_OUTPUT] = {"name the index with -o FILE", "سمِّ الفهرس بالخيار -o FILE"},
  [MSG_CANNOT_OPEN] = {"cannot be opened: $1", "لا يمكن فتحه: $1"},
  [MSG_CANNOT_READ] = {"cannot be read: $1", "لا يمكن قراءته: $1"},
  [MSG_DO_CHECK_PATH] = {"check the path and its permissions", "تحقق من المسار ومن أذوناته"},
  [MSG_DIRECTORY] = {"is a directory", "مجلد وليس ملفًا"},
  [MSG_DO_DIRECTORY] = {"name the files in it", "سمِّ الملفات التي فيه"},
  [MSG_TOO_LONG] = {"is longer than 2 GiB, the limit for one document", "أطول من 2 غيبيبايت، وهو الحد للمستند الواحد"},
  [MSG_DO_SPLIT] = {"split it", "قسّمه"},
  [MSG_CANNOT_WRITE] = {"standard output could not be written: $1", "تعذرت الكتابة إلى الخرج القياسي: $1"},
  [MSG_DO_WRITE] = {"what was printed is not complete", "ما طُبع غير كامل"},
  [MSG_NOMEM] = {"out of memory", "نفدت الذاكرة"},
  [MSG_DO_NOMEM] = {"close other programs or split the text", "أغلق برامج أخرى أو قسّم النص"},
  [MSG_NO_INDEX] = {"no index (khabar.khx) was found beside the program, in ../share/khabar or where it was installed",
                    "لم يُعثر على فهرس (khabar.khx) بجانب البرنامج ولا في ../share/khabar ولا في مكان التثبيت"},
  [MSG_DO_MAKE_INDEX] = {"run 'make', name one with --index=FILE, or do without by --no-index",
                         "نفّذ 'make' أو سمِّ فهرسًا بالخيار --index=FILE أو استغنِ عنه بالخيار --no-index"},
  [MSG_DO_ENV_INDEX] = {"the environment variable KHABAR_INDEX names it", "سمّاه متغير البيئة KHABAR_INDEX"},
  [MSG_FAULTS] = {"bytes that are not UTF-8 text or are controls, first here; places in all: $1; kept",
                  "بايتات ليست نصًا بترميز UTF-8 أو محارف تحكم، أولها هنا؛ عدد المواضع: $1؛ تُركت كما هي"},
  [MSG_DO_FAULTS] = {"if the text is in another encoding, convert it: iconv -f WINDOWS-1256 -t UTF-8",
                     "إن كان النص بترميز آخر فحوّله: iconv -f WINDOWS-1256 -t UTF-8"},
  [MSG_DO_UTF16] = {"this looks like UTF-16; convert it: iconv -f UTF-16 -t UTF-8",
                    "يبدو أنه بترميز UTF-16؛ حوّله: iconv -f UTF-16 -t UTF-8"},
  [MSG_READING_STDIN] = {"reading from the terminal; end with Ctrl-D",
                         "القراءة من الطرفية؛ أنهِ النص بالضغط على Ctrl-D"},
  [MSG_JSON_BAD] = {"not valid JSON: $1", "‏JSON غير سليم: $1"},
  [MSG_JSON_NO_TEXT] = {"the object has no string \"text\"", "الكائن ليس فيه نص باسم \"text\""},
  [MSG_DO_JSON] = {"write one text or one object {\"text\": …, \"id\": …} a line",
                   "اكتب في كل سطر نصًا أو كائنًا {\"text\": …, \"id\": …}"},
  [MSG_LINE_LONG] = {"the line is longer than 256 MiB", "السطر أطول من 256 مبيبايت"},
  [MSG_DO_LINE_LONG] = {"tag it as a file of its own", "اوسمه ملفًا مستقلًا"},
  [MSG_JSONL_SUM] = {"lines that could not be used: $1 of $2", "أسطر لم يمكن استعمالها: $1 من $2"},
  [MSG_DO_JSONL_SUM] = {"each has an object with \"error\" in its place", "في موضع كل منها كائن فيه \"error\""},
  [MSG_STATUS_NOMEM] = {"out of memory", "نفدت الذاكرة"},
  [MSG_STATUS_IO] = {"a file could not be read or written", "تعذرت قراءة ملف أو كتابته"},
  [MSG_STATUS_FORMAT] = {"malformed", "محتوى غير سليم"},
  [MSG_STATUS_VERSION] = {"another version", "إصدار آخر"},
  [MSG_STATUS_RANGE] = {"out of range", "قيمة خارج الحدود"},
  [MSG_STATUS_LIMIT] = {"a limit was met", "بُلغ حد مقرر"},
  [MSG_LEGEND_UNLINKED] = {"underlined: not linked to a known entity ($1)", "تحته خط: غير مربوط بكيان معروف ($1)"},
  [MSG_LEGEND_NESTED] = {"bold: a name inside a name ($1)", "خط عريض: اسم داخل اسم ($1)"},
  [MSG_LEGEND_FAULTS] = {"shown as <XX>: bytes that are no text ($1)", "مكتوب هكذا <XX>: بايتات ليست نصًا ($1)"},
  [MSG_LEGEND_ENTITIES] = {"linked entities: $1", "الكيانات المربوطة: $1"},
  [MSG_LEGEND_NOTHING] = {"no names were found", "لم يُعثر على أسماء"},
  [MSG_CARD_UNKNOWN] = {"$1: not in the index", "$1: ليس في الفهرس"},
  [MSG_CARD_CAPITAL] = {"capital", "العاصمة"},
  [MSG_CARD_COUNTRY] = {"country", "البلد"},
  [MSG_CARD_REGION] = {"region", "الإقليم"},
  [MSG_CARD_ALIASES] = {"also", "ويُسمى أيضًا"},
  [MSG_CARD_DEMONYMS] = {"demonyms", "النسبة"},
  [MSG_CARD_OFFICES] = {"offices", "المناصب"},
  [MSG_CARD_SOURCE] = {"source", "المصدر"},
  [MSG_CARD_ON] = {"• on $1", "• في $1"},
  [MSG_CARD_FROM] = {"from", "من"},
  [MSG_CARD_TO] = {"to", "إلى"},
  [MSG_CARD_FOLDED] = {"found under", "وُجد باسم"},
  [MSG_CARD_NEAR] = {"did you mean", "لعلك تقصد"},
  [MSG_NOTHING_BEGINS] = {"$1: no name begins like this", "$1: لا اسم يبدأ هكذا"},
  [MSG_NOTHING_NEAR] = {"$1: no name is near this", "$1: لا اسم قريب من هذا"},
  [MSG_INFO_FORMAT] = {"format version", "إصدار الصيغة"},
  [MSG_INFO_ENTITIES] = {"entities", "الكيانات"},
  [MSG_INFO_NAMES] = {"names", "الأسماء"},
  [MSG_INFO_WORDS] = {"words", "الكلمات"},
  [MSG_INFO_CLASSES] = {"word classes", "أصناف الكلمات"},
  [MSG_INFO_PATTERNS] = {"patterns", "الأنماط"},
  [MSG_INFO_BYTES] = {"bytes", "البايتات"},
  [MSG_DO_NUMBER] = {"a whole number: $2", "عدد صحيح: $2"},
  [MSG_DO_MAP] = {"write --map=FROM=TO, TO a type of khabar or O", "اكتب --map=FROM=TO حيث TO نوع من أنواع خبر أو O"},
  [MSG_EVAL_NO_GOLD] = {"no annotated file was given", "لم يُذكر ملف موسوم يُقاس عليه"},
  [MSG_EVAL_TEXT_LEFT] = {"there is no .tsv file for --text=$1", "لا يوجد ملف .tsv يخصه --text=$1"},
  [MSG_DO_EVAL_TEXT] = {"give one --text for each .tsv file, in their order",
                        "اذكر --text واحدًا لكل ملف .tsv وبترتيبها"},
  [MSG_EVAL_NOT_COUNTED] = {"not counted: $1", "لم يُحسب: $1"},
  [MSG_EVAL_MORE_ASIDE] = {"more that were not counted: $1", "ومما لم يُحسب أيضًا: $1"},
  [MSG_EVAL_NAMES] = {"names", "الأسماء"},
  [MSG_EVAL_GOLD] = {"gold", "المرجع"},
  [MSG_EVAL_FOUND] = {"found", "المستخرج"},
  [MSG_EVAL_RIGHT] = {"right", "الصحيح"},
  [MSG_EVAL_PRECISION] = {"precision", "الدقة"},
  [MSG_EVAL_RECALL] = {"recall", "الاستدعاء"},
  [MSG_EVAL_F1] = {"F1", "F1"},
  [MSG_EVAL_ALL] = {"all", "الكل"},
  [MSG_EVAL_SEEN] = {"seen in training", "وردت في التدريب"},
  [MSG_EVAL_UNSEEN] = {"not seen in training", "لم ترد في التدريب"},
  [MSG_EVAL_TEXTS] = {"texts: $1; paragraphs: $2", "النصوص: $1؛ الفقرات: $2"},
  [MSG_EVAL_FLAT] = {"a name is right when its bytes and its type are; outermost names",
                     "الاسم صحيح إذا طابقت حدوده ونوعه؛ الأسماء الخارجية وحدها"},
  [MSG_EVAL_NESTED] = {"a name is right when its bytes and its type are; names inside names too",
                       "الاسم صحيح إذا طابقت حدوده ونوعه؛ مع الأسماء داخل الأسماء"},
  [MSG_EVAL_TYPES] = {"types that count:", "الأنواع المحسوبة:"},
  [MSG_EVAL_BOOTSTRAP] = {"[low, high]: 95 % intervals, from $1 resamplings of paragraphs, seed $2",
                          "[أدنى، أعلى]: مجال ثقة 95 % من $1 إعادة معاينة للفقرات، البذرة $2"},
  [MSG_EVAL_ASIDE] = {"not counted, listed on standard error: $1", "لم تُحسب، وهي مذكورة في خرج الأخطاء: $1"},
  [MSG_EVAL_FALSE] = {"false", "خطأ"},
  [MSG_EVAL_MISSED] = {"missed", "فائت"},
  [MSG_EVAL_MORE] = {"more that are not listed: $1", "وغيرها مما لم يُذكر: $1"},
  [MSG_IMPORT_WHAT] = {"it was not said what to import", "لم يُذكر ما يُستورد"},
  [MSG_DO_IMPORT_WHAT] = {"khabar import wikidata, or khabar import geonames",
                          "khabar import wikidata أو khabar import geonames"},
  [MSG_IMPORT_FILES] = {"import $1 reads $2", "‏import $1 يقرأ $2"},
  [MSG_DO_IMPORT_FILES] = {"see 'khabar help import'", "انظر 'khabar help import'"},
  [MSG_IMPORT_NO_OUTPUT] = {"it was not said where to write", "لم يُذكر أين تُكتب النتيجة"},
  [MSG_DO_IMPORT_OUTPUT] = {"name it with -o: FILE.yaml, or FILE.khx for an index",
                            "سمِّ الملف بالخيار -o: ‏FILE.yaml أو FILE.khx للفهرس"},
  [MSG_IMPORT_OVERWRITES] = {"is read and would be overwritten", "يُقرأ منه وكان سيُكتب فوقه"},
  [MSG_IMPORT_TWO_STDIN] = {"only one file can be standard input", "لا يمكن أن يكون الدخل القياسي إلا ملفًا واحدًا"},
  [MSG_DO_IMPORT_TWO_STDIN] = {"name the other one", "سمِّ الملف الآخر"},
  [MSG_IMPORT_DAMAGED] = {"damaged, skipped: $1", "سطر تالف تُرك: $1"},
  [MSG_DO_IMPORT_DAMAGED] = {"the line begins at byte $2", "يبدأ السطر عند البايت $2"},
  [MSG_IMPORT_MORE] = {"more damaged lines, skipped: $1", "أسطر تالفة أخرى تُركت: $1"},
  [MSG_IMPORT_LEFT] = {"$1 left", "بقي $1"},
  [MSG_IMPORT_UNCLOSED] = {"the list of entities is not closed: the dump seems to be cut off",
                           "قائمة الكيانات غير مغلقة: يبدو أن الملف مقطوع"},
  [MSG_DO_IMPORT_UNCLOSED] = {"what there is was written; compare the file's size with the source",
                              "كُتب ما وُجد؛ قارن حجم الملف بالمصدر"},
  [MSG_IMPORT_LARGE] = {"is larger than 1 GiB, the limit for one file of 'khabar index'",
                        "أكبر من 1 غيبيبايت، وهو الحد لملف واحد في 'khabar index'"},
  [MSG_DO_IMPORT_LARGE] = {"keep fewer entities: --min-sitelinks=N or --min-population=N",
                           "أبقِ كيانات أقل: --min-sitelinks=N أو --min-population=N"},
  [MSG_LSP_NO_LUA] = {"the language server needs Lua 5.4, and '$1' does not start: $2", "خادم اللغة يحتاج إلى Lua 5.4، و'$1' لا يعمل: $2"},
  [MSG_DO_LSP_LUA] = {"install lua5.4 and lua-cjson, or name a Lua by KHABAR_LUA",
                      "ثبّت lua5.4 و lua-cjson، أو سمِّ برنامج Lua بالمتغير KHABAR_LUA"},
  [MSG_LSP_NO_SERVER] = {"the files of the language server (khabar/lsp/main.lua) are not where the program was built or installed",
                         "ملفات خادم اللغة (khabar/lsp/main.lua) ليست حيث بُني البرنامج أو ثُبّت"},
  [MSG_DO_LSP_SERVER] = {"install khabar again: make install", "أعد تثبيت خبر: make install"},
  [MSG_LSP_OPERAND] = {"'$1' is no option; editors send the texts themselves", "'$1' ليس خيارًا؛ المحرر نفسه يرسل النصوص"},
  [MSG_IMPORT_OFFICES] = {"offices", "المناصب"},
  [MSG_IMPORT_LEFT_OUT] = {"left out", "تُرك"},
  [MSG_IMPORT_N_DAMAGED] = {"damaged lines", "أسطر تالفة"},
  [MSG_IMPORT_N_NO_CLASS] = {"entities of no class in the table", "كيانات لا صنف لها في الجدول"},
  [MSG_IMPORT_N_FEW] = {"entities below the minimum", "كيانات دون الحد الأدنى"},
  [MSG_IMPORT_N_NO_NAME] = {"entities without a usable name", "كيانات بلا اسم صالح"},
  [MSG_IMPORT_N_TWICE] = {"entities met twice", "كيانات مكررة"},
  [MSG_IMPORT_N_LATIN] = {"names not in Arabic letters", "أسماء بغير الحروف العربية"},
  [MSG_IMPORT_N_EMPTY] = {"names without a word", "أسماء بلا كلمة"},
  [MSG_IMPORT_N_TOO_LONG] = {"names that are too long", "أسماء أطول من الحد"},
  [MSG_IMPORT_N_UNTITLED] = {"offices without an Arabic title", "مناصب بلا تسمية عربية"},
  [MSG_IMPORT_N_UNDATED] = {"offices whose dates are unknown or wrong", "مناصب تواريخها مجهولة أو خاطئة"},
  [MSG_HTML_TITLE] = {"khabar: a tagged draft", "خبر: مسودة موسومة"},
  [MSG_HTML_DATE] = {"as of $1", "بحسب يوم $1"},
  [MSG_HTML_UNLINKED] = {"؟ not linked to a known entity: $1", "؟ غير مربوط بكيان معروف: $1"},
  [MSG_HTML_CARDS] = {"Who and what: $1", "بطاقات التعريف: $1"},
  [MSG_HTML_HELD] = {"• held on $1", "• في المنصب يوم $1"},
  [MSG_HTML_QUOTES] = {"Quotes: $1", "الأقوال المنقولة: $1"},
  [MSG_HTML_NO_SPEAKER] = {"speaker not found", "القائل غير معروف"},
  [MSG_HTML_VIA] = {"via", "نقلته"},
  [MSG_HTML_MORE] = {"more", "المزيد"},
  [MSG_HTML_BYTES] = {"bytes:", "البايتات:"},
  [MSG_HTML_FAULTS] = {"places with bytes that are no text, or controls: $1", "مواضع فيها بايتات ليست نصًا أو محارف تحكم: $1"},
  [MSG_HTML_MARKS] = {"characters without a shape, shown by name: $1", "محارف لا صورة لها كُتبت بأسمائها: $1"},
  [MSG_HTML_CRLF] = {"line ends: CR LF", "نهايات الأسطر: CR LF"},
  [MSG_BRAT_ONE] = {"brat has one file of annotations for each text, and $1 texts were given", "لكل نص في brat ملف وسوم واحد، وقد ذُكرت $1 نصوص"},
  [MSG_DO_BRAT_ONE] = {"tag one at a time: khabar tag --format=brat FILE.txt >FILE.ann",
                       "وسِم نصًا نصًا: khabar tag --format=brat FILE.txt >FILE.ann"},
  [MSG_INFO_CHECKSUM] = {"checksum", "المجموع التدقيقي"},
};

const char *cli_text(const cli *c, cli_msg msg) {
  const both *m = &message[(unsigned)msg < MSG_COUNT ? msg : MSG_NONE];
  return c->arabic ? m->ar : m->en;
}

/* ---- help -------------------------------------------------------------------------------------------------------- */

/* A row with `left` describes an option or a command; a row without is a line of text, "" an empty line. */
typedef struct row { const char *left; both text; } row;

static const row help_khabar[] = {
  {NULL, {"khabar finds names in Arabic news and links them to what is known about them.",
     "خبر: يجد الأسماء في الأخبار العربية ويربطها بما هو معروف عنها."}},
  {NULL, {"", ""}},
  {NULL, {"Usage: khabar COMMAND [OPTION…] [ARGUMENT…]", "طريقة الاستعمال: khabar COMMAND [OPTION…] [ARGUMENT…]"}},
  {NULL, {"", ""}},
  {"tag [FILE…]", {"tag the names in texts: coloured, as JSON, CoNLL, a page or a table",
     "وسم الأسماء في النصوص: بالألوان، أو بصيغة JSON أو CoNLL، أو صفحةً أو جدولًا"}},
  {"lookup WORD…", {"what is known about a name", "ما هو معروف عن اسم"}},
  {"complete PREFIX…", {"names that begin so", "أسماء تبدأ هكذا"}},
  {"suggest WORD…", {"names that may be meant by a misspelt one", "أسماء لعلها المقصودة باسم فيه خطأ"}},
  {"add NAME --type=TYPE", {"add a name to the project, or switch one off", "إضافة اسم إلى المشروع، أو إيقاف اسم"}},
  {"notes TASK DRAFT…", {"list, check or move what was settled about drafts", "عرض ما تقرر في المسودات أو فحصه أو نقله"}},
  {"index YAML… -o FILE", {"compile entity files into an index", "تجميع ملفات الكيانات في فهرس"}},
  {"info [FILE…]", {"check an index or a model and say what is in it", "فحص فهرس أو نموذج وعرض ما فيه"}},
  {"eval GOLD…", {"precision and recall on texts that a person has annotated",
     "الدقة والاستدعاء على نصوص وسمها إنسان"}},
  {"train CORPUS… -o FILE", {"fit the model of the tagger to annotated text", "تدريب نموذج الوسم على نصوص موسومة"}},
  {"import KIND FILE…", {"make entity files of Wikidata or GeoNames", "صنع ملفات كيانات من ويكي بيانات أو GeoNames"}},
  {"lsp", {"serve editors that speak the Language Server Protocol", "خدمة المحررات التي تتكلم بروتوكول خادم اللغة LSP"}},
  {"help [COMMAND]", {"this help, or that of a command", "هذه المساعدة، أو مساعدة أمر بعينه"}},
  {"--version", {"the version", "رقم الإصدار"}},
  {NULL, {"", ""}},
  {NULL, {"Exit status: 0 fine, 2 wrong usage, 3 unreadable or malformed input, or output that could not be written.",
          "حالة الخروج: 0 سليم، 2 استعمال خاطئ، 3 دخل لا يُقرأ أو غير سليم، أو خرج تعذرت كتابته."}},
  {NULL, {"The drafts are never changed. Nothing is sent anywhere.",
     "لا تُغيَّر المسودات أبدًا، ولا يُرسل شيء إلى أي مكان."}},
  {NULL, {NULL, NULL}},
};

#define KNOWLEDGE_ROWS \
  {"-e, --entities=FILE,…", {"YAML files laid over the index, the last one nearest; repeatable", \
     "ملفات YAML تُضاف فوق الفهرس، وآخرها أولاها؛ يمكن تكراره"}}, \
  {"--index=FILE", {"the index; else $KHABAR_INDEX, else khabar.khx beside the program or where it was installed", \
     "الفهرس؛ وإلا فالمتغير KHABAR_INDEX، وإلا فالملف khabar.khx بجانب البرنامج أو في مكان التثبيت"}}, \
  {"--no-index", {"work without an index, with --entities alone", "العمل بلا فهرس، بملفات --entities وحدها"}}
#define PROJECT_ROW \
  {"--no-project", {"leave out the names in .khabar/ beside the draft and above it", \
     "إغفال الأسماء التي في ‎.khabar/‎ بجانب المسودة وفوقها"}}
#define FOR_ROW \
  {"--for=DRAFT", {"with the names of that draft's project, and those in its notes", \
     "مع أسماء مشروع تلك المسودة والأسماء التي في ملاحظاتها"}}
#define MODEL_ROWS \
  {"--model=FILE", {"the trained model; else $KHABAR_MODEL, else khabar.khm where the index is looked for, else none", \
     "النموذج المدرَّب؛ وإلا فالمتغير KHABAR_MODEL، وإلا فالملف khabar.khm حيث يُبحث عن الفهرس، وإلا فبلا نموذج"}}, \
  {"--no-model", {"names by lexicon and patterns alone", "الأسماء من المعجم والأنماط وحدها"}}
#define COLOR_ROW \
  {"--color=WHEN", {"auto, always, never; auto heeds NO_COLOR", \
     "‏auto تلقائيًا مع مراعاة NO_COLOR، أو always دائمًا، أو never أبدًا"}}
#define HELP_ROW {"-h, --help", {"this help", "هذه المساعدة"}}

static const row help_tag[] = {
  {NULL, {"Usage: khabar tag [OPTION…] [FILE…]", "طريقة الاستعمال: khabar tag [OPTION…] [FILE…]"}},
  {NULL, {"Tags the names in each FILE; without FILE, or for -, in standard input.",
     "يسم الأسماء في كل ملف؛ وفي الدخل القياسي إن لم يُذكر ملف أو ذُكرت -."}},
  {NULL, {"", ""}},
  {"-f, --format=FORMAT", {"ansi   the text in colour, with a legend (the default on a terminal)",
     "‏ansi: النص ملونًا ومعه مفتاح الألوان (المعتاد في الطرفية)"}},
  {"", {"json   one object a document, on one line (the default elsewhere)",
     "‏json: كائن لكل مستند في سطر واحد (المعتاد في غيرها)"}},
  {"", {"jsonl  reads one text or {\"text\": …, \"id\": …} a line, writes one object a line",
     "‏jsonl: يقرأ في كل سطر نصًا أو كائنًا {\"text\": …, \"id\": …} ويكتب كائنًا في كل سطر"}},
  {"", {"conll  token and tag (IOB2), one a line", "‏conll: كلمة ووسمها (IOB2) في كل سطر"}},
  {"", {"tsv    a table: start end type text id name score source",
     "‏tsv: جدول: البداية والنهاية والنوع والنص والمعرّف والاسم والدرجة والمصدر"}},
  {"", {"html   a page that stands alone: colours, legend, cards, quotes; several files: one page",
     "‏html: صفحة قائمة بذاتها فيها النص ملونًا والبطاقات والأقوال؛ والملفات كلها في صفحة واحدة"}},
  {"", {"brat   standoff annotations of one text: khabar tag -f brat FILE.txt >FILE.ann",
     "‏brat: وسوم منفصلة عن النص لملف واحد: khabar tag -f brat FILE.txt >FILE.ann"}},
  {"--input=FORMAT", {"text (default), jsonl, or conll: one token a line, its first field",
     "‏text نص (المعتاد)، أو jsonl، أو conll: كلمة في كل سطر هي حقله الأول"}},
  {"--scheme=SCHEME", {"tags of conll: full (default), or flat4: PERS LOC ORG MISC",
     "وسوم conll: ‏full كاملة (المعتاد)، أو flat4 أربعة: PERS LOC ORG MISC"}},
  {"--legend=WHAT", {"of ansi and html: types (default), entities (also what was linked), none",
     "مع ansi وhtml: ‏types الأنواع (المعتاد)، أو entities ومعها الكيانات، أو none لا شيء"}},
  {"-d, --date=YYYY-MM-DD", {"the day the text speaks from (default: that of its notes, else today)",
     "اليوم الذي كُتب فيه النص (المعتاد: ما في ملاحظاته، وإلا فاليوم)"}},
  {"--convert=UNIT", {"convert measures in json, tsv and html to metric, imperial, or a unit: km, ميل, gal_us …",
     "تحويل المقادير في json وtsv وhtml إلى metric أو imperial أو وحدة: km وميل وgal_us …"}},
  {"--notes=FILE", {"heed what FILE has settled about the text, and its names (default: FILE.khabar.yaml beside FILE)",
     "مراعاة ما حُسم في ملف الملاحظات وما فيه من أسماء (المعتاد: الملف FILE.khabar.yaml بجانب النص)"}},
  {"--no-notes", {"heed no notes", "بلا ملاحظات"}},
  KNOWLEDGE_ROWS,
  PROJECT_ROW,
  COLOR_ROW,
  MODEL_ROWS,
  HELP_ROW,
  {NULL, {"", ""}},
  {NULL, {"Offsets are bytes, from 0, the end not included. Limits: 2 GiB a document, 256 MiB a line of jsonl.",
     "المواضع بالبايت من الصفر والنهاية غير داخلة. الحدود: 2 غيبيبايت للمستند، و256 مبيبايت لسطر jsonl."}},
  {NULL, {NULL, NULL}},
};

static const row help_lookup[] = {
  {NULL, {"Usage: khabar lookup [OPTION…] WORD…", "طريقة الاستعمال: khabar lookup [OPTION…] WORD…"}},
  {NULL, {"Says what is known about names, aliases or ids (Q232).",
     "يعرض ما هو معروف عن الأسماء، بأي صورة من صورها، أو عن المعرّفات (Q232)."}},
  {NULL, {"Words that together make a known name are looked up together.",
     "الكلمات التي تؤلف معًا اسمًا معروفًا يُبحث عنها معًا."}},
  {NULL, {"", ""}},
  {"-f, --format=FORMAT", {"text (default), or json: one object a name, on one line",
     "‏text نص (المعتاد)، أو json: كائن لكل اسم في سطر واحد"}},
  KNOWLEDGE_ROWS,
  PROJECT_ROW,
  FOR_ROW,
  {"-d, --date=YYYY-MM-DD", {"the day that offices are marked for (default: today)", "اليوم الذي تُعلَّم المناصب بحسبه (المعتاد: اليوم)"}},
  COLOR_ROW,
  HELP_ROW,
  {NULL, {NULL, NULL}},
};

#define NAMES_ROWS \
  {NULL, {"", ""}}, \
  {"-f, --format=FORMAT", {"text (default), or json: one object with all hits", \
     "‏text نص (المعتاد)، أو json: كائن واحد فيه كل النتائج"}}, \
  {"-n, --max=N", {"no more than N names; default 10", "ألا تزيد الأسماء على N، والمعتاد 10"}}, \
  KNOWLEDGE_ROWS, \
  PROJECT_ROW, \
  FOR_ROW, \
  COLOR_ROW, \
  HELP_ROW, \
  {NULL, {NULL, NULL}}

static const row help_complete[] = {
  {NULL, {"Usage: khabar complete [OPTION…] PREFIX…", "طريقة الاستعمال: khabar complete [OPTION…] PREFIX…"}},
  {NULL, {"Lists entities with a name that begins like PREFIX, then those of which a later word does.",
     "يسرد ما يبدأ اسمه بما كُتب، ثم ما تبدأ به كلمة لاحقة من اسمه."}},
  {NULL, {"The last word may be cut off anywhere; with a space at its end it is whole.",
     "للكلمة الأخيرة أن تُقطع في أي موضع، فإن تلتها مسافة فهي كاملة."}},
  NAMES_ROWS,
};

static const row help_suggest[] = {
  {NULL, {"Usage: khabar suggest [OPTION…] WORD…", "طريقة الاستعمال: khabar suggest [OPTION…] WORD…"}},
  {NULL, {"Lists names that may be meant by a misspelt one, the nearest first, with the edits between the two.",
     "يسرد أسماء لعلها المقصودة باسم فيه خطأ، وأقربها أولها، ومع كل منها مقدار الفرق."}},
  NAMES_ROWS,
};

static const row help_add[] = {
  {NULL, {"Usage: khabar add NAME --type=TYPE [OPTION…]", "طريقة الاستعمال: khabar add NAME --type=TYPE [OPTION…]"}},
  {NULL, {"       khabar add --id=ID ALIAS…", "       khabar add --id=ID ALIAS…"}},
  {NULL, {"       khabar add --disable=ID", "       khabar add --disable=ID"}},
  {NULL, {"Adds a name to .khabar/names.yaml of the project, or switches an entity off there. What stands in the file stays.",
     "يضيف اسمًا إلى ملف المشروع ‎.khabar/names.yaml‎ أو يوقف فيه كيانًا، ولا يمس ما في الملف."}},
  {NULL, {"", ""}},
  {"-t, --type=TYPE", {"PERS NORP OCC ORG GPE LOC FAC EVENT PRODUCT LAW LANGUAGE WEBSITE",
     "‏PERS شخص، NORP جنسية أو جماعة، OCC منصب، ORG هيئة، GPE كيان سياسي، LOC مكان، FAC منشأة، EVENT حدث، "
     "PRODUCT منتج، LAW قانون، LANGUAGE لغة، WEBSITE موقع"}},
  {"-a, --alias=NAME", {"another name; repeatable", "اسم آخر؛ يمكن تكراره"}},
  {"--en=NAME", {"the English name", "الاسم بالإنجليزية"}},
  {"--description=TEXT", {"a line for readers of the card", "سطر لقارئ البطاقة"}},
  {"--id=ID", {"its id; of a known entity: the names are added to it (default: made from the name)",
     "المعرّف؛ وإن كان لكيان معروف أُضيفت إليه الأسماء (المعتاد: يُصنع من الاسم)"}},
  {"--disable=ID", {"switch an entity off in this project", "إيقاف كيان في هذا المشروع"}},
  {"--for=DRAFT", {"the project of that draft (default: of the current folder)",
     "مشروع تلك المسودة (المعتاد: مشروع المجلد الحالي)"}},
  {"--draft=DRAFT", {"for that draft alone: into its notes, DRAFT.khabar.yaml",
     "لتلك المسودة وحدها: في ملاحظاتها DRAFT.khabar.yaml"}},
  {"--file=FILE", {"that YAML file instead", "ملف YAML بعينه"}},
  HELP_ROW,
  {NULL, {NULL, NULL}},
};

static const row help_notes[] = {
  {NULL, {"Usage: khabar notes list|check|move [OPTION…] DRAFT…", "طريقة الاستعمال: khabar notes list|check|move [OPTION…] DRAFT…"}},
  {NULL, {"Reads DRAFT.khabar.yaml beside each draft and finds its notes in the text as it now is.",
     "يقرأ الملف DRAFT.khabar.yaml بجانب كل مسودة ويجد ملاحظاته في النص كما هو الآن."}},
  {NULL, {"", ""}},
  {"list", {"every note and where it stands", "كل الملاحظات ومواضعها"}},
  {"check", {"notes that are lost, or settled differently by two editors; exit status 1 when there are any",
     "الملاحظات التي ضاع موضعها أو قرّرها محرران على وجهين؛ وحالة الخروج 1 إن وُجدت"}},
  {"move", {"write the places anew", "كتابة المواضع من جديد"}},
  {"--to=NEW", {"with move: to the notes of another draft, into which the text went", "مع move: إلى ملاحظات مسودة أخرى انتقل إليها النص"}},
  {"-f, --format=FORMAT", {"text (default), or json: one object a draft, on one line", "‏text نص (المعتاد)، أو json: كائن لكل مسودة في سطر واحد"}},
  HELP_ROW,
  {NULL, {"", ""}},
  {NULL, {"The drafts themselves are never written.", "المسودات نفسها لا تُكتب أبدًا."}},
  {NULL, {NULL, NULL}},
};

static const row help_lsp[] = {
  {NULL, {"Usage: khabar lsp [OPTION…]", "طريقة الاستعمال: khabar lsp [OPTION…]"}},
  {NULL, {"Speaks the Language Server Protocol over standard input and output; an editor starts it. Needs Lua 5.4 and lua-cjson.",
     "يتكلم بروتوكول خادم اللغة عبر الدخل والخرج القياسيين، ويشغّله المحرر. يحتاج إلى Lua 5.4 و lua-cjson."}},
  {NULL, {"", ""}},
  {"-e, --entities=FILE", {"a YAML file laid over the index; repeatable", "ملف YAML يُضاف فوق الفهرس؛ يمكن تكراره"}},
  {"--index=FILE", {"the index to use", "الفهرس المستعمل"}},
  {"--model=FILE", {"the model to use", "النموذج المستعمل"}},
  {"--no-model", {"without the trained model", "بلا النموذج المدرّب"}},
  {"--no-project", {"leave out the names of projects (.khabar)", "ترك أسماء المشاريع (‎.khabar‎)"}},
  {"-d, --date=YYYY-MM-DD", {"the day the texts speak from (default: today)", "اليوم الذي تتحدث منه النصوص (المعتاد: اليوم)"}},
  {"--stdio", {"what it does anyway", "وهو ما يفعله على كل حال"}},
  HELP_ROW,
  {NULL, {NULL, NULL}},
};

static const row help_index[] = {
  {NULL, {"Usage: khabar index YAML… -o FILE", "طريقة الاستعمال: khabar index YAML… -o FILE"}},
  {NULL, {"Compiles YAML files into an index; FILE is replaced only when the new one is whole.",
     "يجمّع ملفات YAML في فهرس، ولا يُستبدل الملف القديم إلا بعد اكتمال الجديد."}},
  {NULL, {"", ""}},
  {"-o, --output=FILE", {"the index to write", "الفهرس الذي يُكتب"}},
  {"-q, --quiet", {"say nothing when all is well", "لا يطبع شيئًا إن سار كل شيء على ما يرام"}},
  HELP_ROW,
  {NULL, {NULL, NULL}},
};

static const row help_info[] = {
  {NULL, {"Usage: khabar info [OPTION…] [FILE…]", "طريقة الاستعمال: khabar info [OPTION…] [FILE…]"}},
  {NULL, {"Checks index files over their whole length and says what is in them; without FILE, the index tag would use.",
          "يفحص ملفات الفهارس كاملة ويعرض ما فيها؛ وإن لم يُذكر ملف فالفهرس الذي يستعمله tag."}},
  {NULL, {"", ""}},
  {"-f, --format=FORMAT", {"text (default), or json", "‏text نص (المعتاد)، أو json"}},
  HELP_ROW,
  {NULL, {NULL, NULL}},
};

static const row help_eval[] = {
  {NULL, {"Usage: khabar eval [OPTION…] GOLD…", "طريقة الاستعمال: khabar eval [OPTION…] GOLD…"}},
  {NULL, {"Compares the names that khabar finds with those that a person has marked. A name is right when its",
     "يقارن الأسماء التي يجدها خبر بما وسمه إنسان. ويكون الاسم صحيحًا"}},
  {NULL, {"bytes and its type are. What cannot be counted is reported, never dropped.",
     "إذا طابقت حدوده ونوعه. وما لا يمكن حسابه يُذكر ولا يُسقط."}},
  {NULL, {"", ""}},
  {"--input=FORMAT", {"auto     by the end of the name (default)", "‏auto: بحسب نهاية اسم الملف (المعتاد)"}},
  {"", {"sidecar  DRAFT.khabar.yaml, the draft beside it", "‏sidecar: ملف DRAFT.khabar.yaml والمسودة بجانبه"}},
  {"", {"ann      FILE.ann: id, tab, TYPE:name|TYPE:name; FILE.txt beside it: id, tab, text",
     "‏ann: ملف FILE.ann وفيه المعرّف ثم TYPE:name|TYPE:name، وبجانبه FILE.txt وفيه المعرّف ثم النص"}},
  {"", {"conll    token and tag, one a line: IOB2, IOB1, IOBES (what auto takes all other names for)",
     "‏conll: كلمة ووسمها في كل سطر: IOB2 أو IOB1 أو IOBES (وهو المفترض لسائر الأسماء)"}},
  {"", {"tsv      start, end, type: bytes of FILE.txt or of --text",
     "‏tsv: البداية والنهاية والنوع، بالبايت في FILE.txt أو --text"}},
  {"--text=FILE", {"the text of a .tsv file; repeatable, in the order of the files",
     "نص ملف tsv؛ يمكن تكراره بترتيب الملفات"}},
  {"--scheme=SCHEME", {"full (default), or flat4: PERS LOC ORG MISC",
     "‏full كاملة (المعتاد)، أو flat4 أربعة: PERS LOC ORG MISC"}},
  {"--view=VIEW", {"flat: the outermost names of the types that count (default), or nested: all",
     "‏flat: الأسماء الخارجية من الأنواع المحسوبة (المعتاد)، أو nested: كلها"}},
  {"--types=TYPE,…", {"the types that count (default: nine, listed below the table, and what the gold has beyond)",
     "الأنواع المحسوبة (المعتاد: تسعة تُذكر تحت الجدول، وما زاد في المرجع)"}},
  {"--map=FROM=TO", {"read the type FROM of the gold as TO; O: leave it out; repeatable",
     "يُقرأ النوع FROM في المرجع على أنه TO، ومعنى O أن يُترك؛ يمكن تكراره"}},
  {"--by=GROUP", {"rows: type (default), source, file, none; repeatable",
     "الصفوف: ‏type بحسب النوع (المعتاد)، أو source المصدر، أو file الملف، أو none لا شيء؛ يمكن تكراره"}},
  {"--bootstrap=N", {"95 % intervals from N resamplings of paragraphs", "مجالات ثقة 95 % من N إعادة معاينة للفقرات"}},
  {"--seed=N", {"of the resampling (default 1)", "بذرة إعادة المعاينة (المعتاد 1)"}},
  {"--errors[=N]", {"list false and missed names, all or the first N",
     "يعرض الأسماء الخاطئة والفائتة، كلها أو أول N منها"}},
  {"--seen=TRAIN", {"rows for names that are in an annotated file, and that are not; repeatable",
     "صفّان لما ورد من الأسماء في ملف موسوم وما لم يرد؛ يمكن تكراره"}},
  {"-f, --format=FORMAT", {"text (default): a Markdown table, or json", "‏text جدول Markdown (المعتاد)، أو json"}},
  KNOWLEDGE_ROWS,
  MODEL_ROWS,
  HELP_ROW,
  {NULL, {NULL, NULL}},
};

static const row help_train[] = {
  {NULL, {"Usage: khabar train [OPTION…] CORPUS[@MAP]… -o FILE", "طريقة الاستعمال: khabar train [OPTION…] CORPUS[@MAP]… -o FILE"}},
  {NULL, {"Fits the statistical tagger to annotated text: .ann lists or CoNLL. MAP says for each tag of a corpus which",
     "يضبط الواسم الإحصائي على نصوص موسومة: قوائم ‎.ann‎ أو CoNLL. ويبيّن MAP ما يقابل كل وسم في المدوّنة من"}},
  {NULL, {"types it may stand for. The same input, options and seed give the same file.",
     "أنواع. والدخل نفسه والخيارات والبذرة نفسها تعطي الملف نفسه."}},
  {NULL, {"", ""}},
  {"-o, --output=FILE", {"the model", "ملف النموذج"}},
  {"--words=FILE", {"the table of words: of a model, or made with --vectors", "جدول الكلمات: من نموذج، أو مصنوع بالخيار --vectors"}},
  {"--split=M/D/T", {"articles whose number modulo M is D are for choosing, T for testing",
     "ما كان باقي رقم مقاله على M هو D للاختيار، وما كان T للاختبار"}},
  {"--dev-last=N", {"the last Nth of each CoNLL file is for choosing", "آخر جزء من N من كل ملف CoNLL للاختيار"}},
  {"--final, --all", {"train on the part for choosing as well; on everything", "التدريب على جزء الاختيار أيضًا؛ أو على كل شيء"}},
  {"--test", {"score the test part at the end", "قياس جزء الاختبار في النهاية"}},
  {"--calibration=FILE", {"take the calibration of that model", "أخذ معايرة ذلك النموذج"}},
  {"--epochs=N, --rate=R, --l1=R, --l2=R, --seed=N", {"of the training", "إعدادات التدريب"}},
  {"--patience=N", {"stop when the part for choosing has not gained for N epochs", "التوقف إذا لم يتحسن جزء الاختيار N دورات"}},
  {"--dropout=P, --word-dropout=P, --list-dropout=P", {"share of features left out in training",
     "نسبة ما يُترك من السمات في التدريب"}},
  {"--min-count=N", {"features seen less often are left out", "تُترك السمات الأقل ورودًا من N"}},
  {"--o-bias=R", {"lowers the score of `no name`: more names, less sure", "يخفض درجة «ليس اسمًا»: أسماء أكثر وثقة أقل"}},
  {"--net=FILE", {"the encoder: of a model, or made with annotations/tools/train-net", "المرمّز: من نموذج، أو مصنوع بأداة annotations/tools/train-net"}},
  {"--net-weight=R, --own-weight=R", {"weights of the encoder and of all else in the scores; 0: it gives features",
     "وزن المرمّز ووزن ما سواه في الدرجات، و0: يعطي سمات فقط"}},
  {"--without=GROUP,…", {"leave out features: words, affixes, ngrams, shapes, lexicon, heads, attributes, patterns, grains …",
     "ترك سمات: words أو affixes أو ngrams أو shapes أو lexicon أو heads أو attributes أو patterns أو grains …"}},
  {"--facts=FILE, --buckets=N", {"write what the encoder learns from, and train nothing", "كتابة ما يتعلم منه المرمّز دون تدريب"}},
  {"--resume", {"keep the state in FILE.part after each epoch, and go on from it", "حفظ الحال في FILE.part بعد كل دورة، والمتابعة منه"}},
  {"--text, --tokens, --vectors, --names", {"making the table of words: see annotations/model/MODEL_CARD.md",
     "صنع جدول الكلمات: انظر annotations/model/MODEL_CARD.md"}},
  KNOWLEDGE_ROWS,
  HELP_ROW,
  {NULL, {NULL, NULL}},
};

static const row help_import[] = {
  {NULL, {"Usage: khabar import wikidata latest-all.json[.gz|.bz2|.zst] -o FILE",
     "طريقة الاستعمال: khabar import wikidata latest-all.json[.gz|.bz2|.zst] -o FILE"}},
  {NULL, {"       khabar import geonames allCountries.txt alternateNamesV2.txt -o FILE",
     "                 khabar import geonames allCountries.txt alternateNamesV2.txt -o FILE"}},
  {NULL, {"Reads a whole collection once and writes what has an Arabic name as YAML; - is standard input.",
     "يقرأ المجموعة كاملة مرة واحدة ويكتب ما له اسم عربي بصيغة YAML؛ و- هو الدخل القياسي."}},
  {NULL, {"A damaged line is reported and skipped.", "السطر التالف يُذكر ويُترك."}},
  {NULL, {"", ""}},
  {"-o, --output=FILE", {"the YAML to write, or the index where FILE ends in .khx",
     "ملف YAML الذي يُكتب، أو الفهرس إن انتهى الاسم بـ .khx"}},
  {"--classes=FILE", {"a table laid before the built-in one: which classes (geonames: features) are of which type",
     "جدول يسبق الجدول المضمَّن: أي الأصناف (أو معالم geonames) من أي نوع"}},
  {"--state=FILE", {"note there how far it came; go on from there when FILE is there",
     "يدوّن فيه أين وصل، ويستأنف منه إن وُجد"}},
  {"--every=MB", {"what is read between two notes (default 256)",
     "ما يُقرأ بين تدوينين بالميغابايت (المعتاد 256)"}},
  {"--min-sitelinks=N", {"wikidata: leave out what fewer Wikipedias have (default 0)",
     "‏wikidata: يترك ما تذكره ويكيبيديات أقل من N (المعتاد 0)"}},
  {"--min-population=N", {"geonames: leave out smaller places (default 0)",
     "‏geonames: يترك الأماكن الأقل سكانًا (المعتاد 0)"}},
  {"-q, --quiet", {"neither progress nor summary", "بلا تقدم ولا خلاصة"}},
  HELP_ROW,
  {NULL, {NULL, NULL}},
};

static const row help_help[] = {
  {NULL, {"Usage: khabar help [COMMAND]", "طريقة الاستعمال: khabar help [COMMAND]"}},
  {NULL, {"Shows the help of the program or of a command.", "يعرض مساعدة البرنامج أو مساعدة أمر."}},
  {NULL, {NULL, NULL}},
};

/* Spaces that bring `left` to a width of 23; printf counts bytes, and … is three of them. */
static int pad(const char *left) {
  int width = 0;
  for (; *left; left++) width += ((unsigned char)*left & 0xc0) != 0x80;
  return width < 23 ? 23 - width : 0;
}

static void put_row(const cli *c, FILE *out, const row *r) {
  if (!r->left)
    fprintf(out, "%s\n", c->arabic ? r->text.ar : r->text.en);
  else if (c->arabic)
    fprintf(out, "%s%s%s      %s\n", *r->left ? "  " : "", r->left, *r->left ? "\n" : "", r->text.ar);
  else
    fprintf(out, "  %s%*s %s\n", r->left, pad(r->left), "", r->text.en);
}

bool cli_help(const cli *c, FILE *out, const char *command) {
  static const struct { const char *name; const row *rows; } page[] = {
    {"tag", help_tag}, {"lookup", help_lookup}, {"complete", help_complete}, {"suggest", help_suggest},
    {"add", help_add}, {"notes", help_notes}, {"index", help_index}, {"info", help_info}, {"eval", help_eval}, {"train", help_train},
    {"import", help_import}, {"lsp", help_lsp}, {"help", help_help},
  };
  const row *r = command ? NULL : help_khabar;
  for (size_t i = 0; command && i < sizeof page / sizeof *page; i++)
    if (strcmp(page[i].name, command) == 0) r = page[i].rows;
  if (!r) return false;
  for (; r->left || r->text.en; r++) put_row(c, out, r);
  return true;
}
