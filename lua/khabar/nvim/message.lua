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
  long = { en = 'reading %s …', ar = 'يُقرأ %s …' },
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
