//! How the columns of sources and of translations are called where they do not name their languages.

/// The column of the sources, by karvan, Crowdin and others.
const SOURCES: [&str; 7] = [
    "source",
    "source_phrase",
    "source_string",
    "source_text",
    "source phrase",
    "source string",
    "source text",
];

/// The same for that of the translations.
const TARGETS: [&str; 8] = [
    "target",
    "translation",
    "target_phrase",
    "target_string",
    "target_text",
    "target phrase",
    "target string",
    "target text",
];

/// The same in Azerbaijani, Chinese and Russian.
const SPOKEN_SOURCES: [&str; 14] = [
    "mənbə",
    "mənbə mətn",
    "mənbə mətni",
    "orijinal",
    "orijinal mətn",
    "原文",
    "源文",
    "源文本",
    "源语言",
    "исходный текст",
    "исходный термин",
    "исходный",
    "источник",
    "оригинал",
];
const SPOKEN_TARGETS: [&str; 15] = [
    "tərcümə",
    "tərcümə mətni",
    "tərcüməsi",
    "hədəf",
    "hədəf mətn",
    "hədəf mətni",
    "译文",
    "翻译",
    "目标文本",
    "目标语言",
    "перевод",
    "текст перевода",
    "переведённый текст",
    "переведенный текст",
    "целевой текст",
];

/// A name in small letters, without blanks around it; the small letter of `İ` is `i`.
pub(super) fn small(name: &str) -> String {
    name.trim().to_lowercase().replace("i\u{307}", "i")
}

/// Whether a column of a table of units is called source.
pub(super) fn is_source(name: &str) -> bool {
    let name = small(name);
    SOURCES.contains(&name.as_str()) || is_spoken_source(&name)
}

/// Whether a column of a table of units is called translation.
pub(super) fn is_target(name: &str) -> bool {
    let name = small(name);
    TARGETS.contains(&name.as_str()) || is_spoken_target(&name)
}

/// Whether a name in small letters is that of the sources in another language than English.
pub(super) fn is_spoken_source(small: &str) -> bool {
    SPOKEN_SOURCES.contains(&small)
}

/// The same for that of the translations.
pub(super) fn is_spoken_target(small: &str) -> bool {
    SPOKEN_TARGETS.contains(&small)
}
