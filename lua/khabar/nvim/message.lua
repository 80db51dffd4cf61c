---What khabar says to people, in Arabic and in English. A message is one row of one script as far as that is possible.
local M = {}

---@type table<string, {en: string, ar: string}>
M.texts = {
  on = { en = 'tagged', ar = 'مُعلَّم' },
  chosen_on = { en = 'tagged because you asked for it', ar = 'مُعلَّم بطلب منك' },
  chosen_off = {
    en = 'not tagged: you turned it off for this buffer',
    ar = 'غير مُعلَّم: أوقفتَه لهذا النص',
  },
  off_everywhere = {
    en = 'not tagged: turned off for all buffers (:Khabar! enable)',
    ar = 'غير مُعلَّم: متوقف في كل النصوص',
  },
  option_off = {
    en = "not tagged: option 'enable' is false (:Khabar enable)",
    ar = 'غير مُعلَّم: الخيار enable معطل',
  },
  filetype = {
    en = "not tagged: filetype '%s' is not in 'filetypes' (:Khabar enable)",
    ar = 'غير مُعلَّم: نوع الملف %s ليس في القائمة',
  },
  buftype = {
    en = "not tagged: a buffer of type '%s' (:Khabar enable)",
    ar = 'غير مُعلَّم: نافذة من نوع %s',
  },
  terminal = { en = 'not tagged: a terminal', ar = 'غير مُعلَّم: طرفية' },
  no_letters = { en = 'not tagged yet: no letters', ar = 'غير مُعلَّم بعد: لا حروف فيه' },
  not_arabic = {
    en = 'not tagged: %d%% of the letters are Arabic, %d%% are needed (:Khabar enable)',
    ar = 'غير مُعلَّم: العربية %d%% من الحروف والمطلوب %d%%',
  },
  too_long = {
    en = "not tagged: %s, more than 'max_bytes' (%s) (:Khabar enable)",
    ar = 'غير مُعلَّم: حجمه %s فوق الحد %s',
  },
  long = {
    en = 'reading %s: what you see first, the rest while you work',
    ar = 'يُقرأ %s: ما تراه أولا، والباقي أثناء عملك',
  },
  waiting = { en = 'reading %s …', ar = 'يُقرأ %s …' },
  read_so_far = { en = 'read so far: %d %%', ar = 'قُرئ حتى الآن %d %%' },
  failed = { en = 'not tagged: %s', ar = 'غير مُعلَّم: %s' },
  unseen = { en = 'not looked at yet', ar = 'لم يُنظر فيه بعد' },
  project_fault = {
    en = "%s. Until it is mended the project's names are left out",
    ar = '%s. أسماء المشروع متروكة حتى يُصلَح الملف',
  },
  project_off = {
    en = "option 'project' is false: no names of a project are used here",
    ar = 'الخيار project معطل: لا تُستعمل أسماء المشروع هنا',
  },
  draft_unnamed = {
    en = 'this draft has no name yet, so there is no file for names of its own: write it first',
    ar = 'لا اسم لهذه المسودة بعد فلا ملف لأسمائها: احفظها أولا',
  },
  name_long = {
    en = 'too long for a name: more than %d bytes',
    ar = 'أطول من أن يكون اسما: فوق %d بايت',
  },
  unsaved = {
    en = 'nothing written: %s has unsaved changes in a buffer; write it first',
    ar = 'لم يُكتب شيء: في %s تعديلات لم تُحفظ؛ احفظه أولا',
  },
  add_as = { en = 'Add %s as:', ar = 'أضِف %s بوصفه:' },
  another_name = { en = 'another name of %s (%s)', ar = 'اسم آخر لـ %s (%s)' },
  name_prompt = { en = 'Name: ', ar = 'الاسم: ' },
  known_name = { en = '%s is a name of %s already', ar = '%s من أسماء %s أصلا' },
  added = { en = 'added %s to %s', ar = 'أُضيف %s إلى %s' },
  which = { en = 'Which %s?', ar = 'أيّ %s؟' },
  forget = { en = 'Switch off %s in %s?', ar = 'أتُستبعد %s في %s؟' },
  forgotten = { en = 'switched off %s in %s', ar = 'استُبعد %s في %s' },
  yes = { en = 'Yes', ar = 'نعم' },
  no = { en = 'No', ar = 'لا' },
  search = { en = 'Names like %s:', ar = 'أسماء مثل %s:' },
  search_prompt = { en = 'Search for: ', ar = 'ابحث عن: ' },
  not_modifiable = { en = "'modifiable' is off in this buffer", ar = 'هذا النص للقراءة فقط' },
  no_range = { en = 'no range allowed: %s', ar = 'لا يقبل أسطرا محددة: %s' },
  nothing_here = { en = 'no name under the cursor', ar = 'لا اسم تحت المؤشر' },
  no_figure = { en = 'no figure under the cursor', ar = 'لا رقم تحت المؤشر' },
  no_measure = {
    en = 'no unit that figures can be converted to: %s; write metric, imperial, or a unit such as km',
    ar = 'ليست وحدة يمكن تحويل الأرقام إليها: %s؛ اكتب metric أو imperial أو وحدة مثل km',
  },
  not_converted = {
    en = 'cannot be said in this unit: %s',
    ar = 'لا يمكن التعبير عن هذا الرقم بهذه الوحدة: %s',
  },
  unknown_name = { en = 'no entity of this name: %s', ar = 'لا كيان بهذا الاسم: %s' },
  meant = {
    en = 'no entity of this name: %s. Did you mean: %s?',
    ar = 'لا كيان بهذا الاسم: %s. لعلك تقصد: %s',
  },
  no_quotes = { en = 'no quotes in this buffer', ar = 'لا أقوال منقولة في هذا النص' },
  no_entities = { en = 'no names in this buffer', ar = 'لا أسماء في هذا النص' },
  no_figures = { en = 'no figures in this buffer', ar = 'لا أرقام في هذا النص' },
  no_more = { en = 'no more names', ar = 'لا أسماء بعد هذا' },
  config = {
    en = '%d problem(s) in the options: see :checkhealth khabar',
    ar = 'في الخيارات %d مشكلة: انظر :checkhealth khabar',
  },
  no_tour = {
    en = "the draft of the tour (doc/tour.news) is not on 'runtimepath'; install khabar again",
    ar = 'مسودة الجولة ليست في مكانها؛ أعد تثبيت خبر',
  },
  unknown_source = {
    en = 'nothing to pick from is called %s (there are: %s)',
    ar = 'لا شيء يُختار منه بهذا الاسم: %s (الموجود: %s)',
  },
  preview_no_program = {
    en = 'the preview is made by the program khabar, which is neither built nor on the PATH: %s',
    ar = 'المعاينة يصنعها برنامج khabar وهو غير موجود: %s',
  },
  preview_failed = { en = 'no preview: %s', ar = 'تعذرت المعاينة: %s' },
  preview_written = { en = 'preview written: %s', ar = 'كُتبت المعاينة: %s' },
  preview_opened = { en = 'preview: %s', ar = 'المعاينة: %s' },
  preview_unopened = {
    en = 'preview written to %s, but it could not be opened: %s',
    ar = 'كُتبت المعاينة في %s وتعذر فتحها: %s',
  },
  rtl_orders = {
    en = '%s puts Arabic in order and joins it. Needed:',
    ar = '%s: ترتب العربية وتصلها. المطلوب:',
  },
  rtl_joins = {
    en = '%s joins Arabic but leaves it in file order: better read by :Khabar preview. Least bad:',
    ar = '%s: تصل الحروف ولا ترتبها، والقراءة أيسر بالأمر Khabar preview؛ أهون الحلول:',
  },
  rtl_plain = {
    en = '%s neither orders nor joins Arabic; Latin words and numbers will be mirrored. Needed:',
    ar = '%s: لا ترتب العربية ولا تصلها، وستُعكس الكلمات اللاتينية والأرقام؛ المطلوب:',
  },
  rtl_unknown = {
    en = 'khabar does not know this terminal (%s): see :help khabar-terminal, or read by :Khabar preview',
    ar = 'هذه الطرفية غير معروفة (%s): انظر help khabar-terminal أو استعمل Khabar preview',
  },
  rtl_through = { en = '(seen through %s, which may hide the terminal)', ar = '(من وراء %s)' },
  rtl_is_set = { en = '(is set)', ar = '(مضبوط)' },
  rtl_on = {
    en = '(set now; :Khabar rtl off puts back what was)',
    ar = '(ضُبط الآن، وللرجوع: Khabar rtl off)',
  },
  rtl_off = { en = 'what :Khabar rtl had set is put back', ar = 'أُعيد ما كان قبل Khabar rtl' },
  rtl_what = {
    en = ':Khabar rtl takes on, off or auto, not %s',
    ar = 'الأمر Khabar rtl يأخذ on أو off أو auto لا %s',
  },
  invisible_on = {
    en = 'characters without a shape are shown in this window',
    ar = 'المحارف الخفية ظاهرة في هذه النافذة',
  },
  invisible_off = {
    en = 'characters without a shape are not shown',
    ar = 'المحارف الخفية غير ظاهرة',
  },
  notes_off = { en = "notes are off: option 'notes'", ar = 'الملاحظات معطلة: الخيار notes' },
  notes_unnamed = {
    en = 'the buffer has no name: what you settle is saved when it gets one',
    ar = 'لا اسم لهذا النص: يُحفظ ما تقرره حين يُسمّى',
  },
  notes_named = { en = 'the notes are saved now: %s', ar = 'حُفظت الملاحظات في %s' },
  notes_copied = { en = 'the notes went along: %s', ar = 'نُسخت الملاحظات إلى %s' },
  notes_unsaved = {
    en = 'the notes are not saved, and kept in memory: %s',
    ar = 'لم تُحفظ الملاحظات وبقيت في الذاكرة: %s',
  },
  notes_dropped = {
    en = 'the buffer was closed with %d note(s) that could not be saved',
    ar = 'أُغلق النص وفيه ملاحظات لم تُحفظ، عددها %d',
  },
  notes_gone = {
    en = 'the file of notes is gone; they are kept in memory and written anew with the draft',
    ar = 'اختفى ملف الملاحظات؛ بقيت في الذاكرة وتُكتب من جديد مع المسودة',
  },
  notes_joined = {
    en = 'another editor has written notes on this draft: both are joined',
    ar = 'كتب محرر آخر ملاحظات على هذه المسودة: ضُمّت إلى ملاحظاتك',
  },
  notes_lost = {
    en = '%d note(s) have lost their place: see :Khabar notes',
    ar = 'ملاحظات ضاع موضعها، عددها %d: انظر :Khabar notes',
  },
  no_notes = { en = 'no notes on this draft', ar = 'لا ملاحظات على هذه المسودة' },
  text_changed = {
    en = 'the text has changed meanwhile: nothing was settled',
    ar = 'تغيّر النص في الأثناء: لم يُقرَّر شيء',
  },
  rename_prompt = { en = 'Write %s as: ', ar = 'اكتب %s هكذا: ' },
  rename = {
    en = 'Write %s for %s, places: %d. y carry out, q leave',
    ar = 'كتابة %s بدل %s، عدد المواضع: %d. y تنفيذ، q خروج',
  },
  rename_nothing = {
    en = 'nothing to change: it is written so everywhere already',
    ar = 'لا شيء يتغير: الاسم مكتوب هكذا أصلا',
  },
  renamed = {
    en = 'written in %d place(s); u takes it back',
    ar = 'كُتب في مواضع عددها %d؛ u تراجع',
  },
  settled = { en = 'settled in %d places', ar = 'تقرر في مواضع عددها %d' },
  no_type = { en = 'no such type: %s (there are: %s)', ar = 'لا نوع بهذا الاسم: %s (الموجود: %s)' },
  no_check = {
    en = "no such check: '%s' (there are: %s)",
    ar = 'لا حالة تحقق بهذا الاسم: %s (الموجود: %s)',
  },
  unknown_id = { en = 'no entity has this id: %s', ar = 'لا كيان بهذا المعرّف: %s' },
  choose_type = { en = 'type', ar = 'النوع' },
  choose_entity = { en = 'entity', ar = 'الكيان' },
  write_note = { en = 'remark: ', ar = 'ملاحظة: ' },
  nothing_to_undo = { en = 'nothing to take back', ar = 'لا قرار يُتراجع عنه' },
  nothing_to_review = { en = 'no uncertain names', ar = 'لا أسماء تحتاج إلى مراجعة' },
  review = {
    en = 'khabar %d/%d: %s, %d %% sure. y accept, n reject, ? keys. %s',
    ar = 'مراجعة %d/%d: %s، الثقة %d %%. y قبول، n رفض، ? المفاتيح. %s',
  },
  review_end = {
    en = 'khabar: settled %d, left %d. u take back, q leave',
    ar = 'مراجعة: تقرر %d وبقي %d. u تراجع، q خروج',
  },
  review_left = { en = 'review ended, %d settled', ar = 'انتهت المراجعة، تقرر %d' },
  review_help = {
    en = 'y  accept\nn  reject: no name\nt  set the type\nl  link to an entity\nm  write a remark\n'
      .. 'u  take the last decision back\nSpace  skip (also ])\nBackspace  go back (also [)\nq  leave',
    ar = 'y  قبول\nn  رفض: ليس اسما\nt  تحديد النوع\nl  ربط بكيان\nm  كتابة ملاحظة\n'
      .. 'u  التراجع عن آخر قرار\nSpace  تخطّي الاسم\nBackspace  الرجوع إلى ما قبله\nq  خروج',
  },
  unknown_command = {
    en = 'no such subcommand: %s (there are: %s)',
    ar = 'لا أمر بهذا الاسم: %s (الموجود: %s)',
  },
}

---@param key string
---@param language 'ar'|'en'
---@param ... any
---@return string
function M.text(key, language, ...)
  return M.texts[key][language]:format(...)
end

---@param bytes integer
---@return string
function M.size(bytes)
  if bytes >= 1024 * 1024 then
    return ('%.1f MiB'):format(bytes / 1024 / 1024)
  elseif bytes >= 1024 then
    return ('%.1f KiB'):format(bytes / 1024)
  end
  return ('%d B'):format(bytes)
end

---@param text string
---@param level? integer
function M.notify(text, level)
  vim.notify((text:gsub('^khabar: ', ''):gsub('^', 'khabar: ')), level or vim.log.levels.INFO)
end

---@type table<string, true>
local said = {}

---@param text string
---@param level? integer
function M.notify_once(text, level)
  if not said[text] then
    said[text] = true
    M.notify(text, level)
  end
end

return M
