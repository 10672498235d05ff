//! The names of English, Azerbaijani, Chinese and Russian in these languages, as people write them over columns.

/// A name in small letters, and the tag that it stands for.
const NAMES: [(&str, &str); 48] = [
    ("ingilis", "en"),
    ("ingilis dili", "en"),
    ("ingilis dilində", "en"),
    ("ingiliscə", "en"),
    ("azərbaycan", "az"),
    ("azərbaycan dili", "az"),
    ("azərbaycan dilində", "az"),
    ("azərbaycanca", "az"),
    ("çin", "zh"),
    ("çin dili", "zh"),
    ("çin dilində", "zh"),
    ("çincə", "zh"),
    ("rus", "ru"),
    ("rus dili", "ru"),
    ("rus dilində", "ru"),
    ("rusca", "ru"),
    ("英文", "en"),
    ("英语", "en"),
    ("英語", "en"),
    ("阿塞拜疆文", "az"),
    ("阿塞拜疆语", "az"),
    ("阿塞拜疆語", "az"),
    ("亚塞拜然语", "az"),
    ("亞塞拜然文", "az"),
    ("亞塞拜然語", "az"),
    ("中文", "zh"),
    ("汉语", "zh"),
    ("漢語", "zh"),
    ("华语", "zh"),
    ("華語", "zh"),
    ("简体中文", "zh-Hans"),
    ("中文（简体）", "zh-Hans"),
    ("中文(简体)", "zh-Hans"),
    ("繁体中文", "zh-Hant"),
    ("繁體中文", "zh-Hant"),
    ("中文（繁體）", "zh-Hant"),
    ("中文(繁體)", "zh-Hant"),
    ("俄文", "ru"),
    ("俄语", "ru"),
    ("俄語", "ru"),
    ("английский", "en"),
    ("английский язык", "en"),
    ("азербайджанский", "az"),
    ("азербайджанский язык", "az"),
    ("китайский", "zh"),
    ("китайский язык", "zh"),
    ("русский", "ru"),
    ("русский язык", "ru"),
];

/// The tag of such a name.
pub(super) fn tag_of(name: &str) -> Option<&'static str> {
    // The dotted capital of Azerbaijani is two characters in small letters.
    let small = name.replace('İ', "i").to_lowercase();
    let found = NAMES.iter().find(|(known, _)| *known == small);
    found.map(|(_, tag)| *tag)
}
