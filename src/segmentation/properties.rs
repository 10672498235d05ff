//! What `\p{...}` names in the expressions of rules, in this engine's words.

/// Horizontal white space, as members of a class.
pub(super) const HORIZONTAL: &str = r"\t\p{Zs}";
/// Vertical white space, as members of a class.
pub(super) const VERTICAL: &str = r"\n\x0B\f\r\x{85}\x{2028}\x{2029}";

/// A property by its name in Unicode. Java's and POSIX's names are mapped; a block (`InCyrillic`, `block=Cyrillic`) is its
/// range, where it is known, else the script of its name.
pub(super) fn property(letter: char, name: &str) -> String {
    let negated = if letter == 'P' { "^" } else { "" };
    let plain = name.replace([' ', '_', '-'], "").to_ascii_lowercase();
    let in_block = ["block=", "blk=", "in"]
        .iter()
        .find_map(|mark| plain.strip_prefix(mark));
    if let Some(range) = in_block.and_then(block) {
        return format!("[{negated}{range}]");
    }
    let class = match name.to_ascii_lowercase().as_str() {
        "alnum" => r"\p{Alphabetic}\p{Nd}",
        "word" => r"\w",
        "blank" => HORIZONTAL,
        "print" | "graph" => r"\P{C}",
        "xdigit" => "0-9A-Fa-f",
        "javauppercase" => r"\p{Uppercase}",
        "javalowercase" => r"\p{Lowercase}",
        "javaletter" | "javaalphabetic" => r"\p{Alphabetic}",
        "javaletterordigit" => r"\p{Alphabetic}\p{Nd}",
        "javadigit" => r"\p{Nd}",
        "javawhitespace" | "javaspacechar" => r"\s",
        _ => "",
    };
    if class.is_empty() {
        let name = ["In", "in", "block=", "blk="]
            .iter()
            .find_map(|block| name.strip_prefix(block))
            .filter(|script| script.starts_with(|c: char| c.is_ascii_uppercase()))
            .unwrap_or(name);
        format!("\\{letter}{{{name}}}")
    } else {
        format!("[{negated}{class}]")
    }
}

/// The range of a block, as members of a class; the name without blanks, `_` and `-`, in small letters.
fn block(name: &str) -> Option<&'static str> {
    BLOCKS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, range)| *range)
}

/// Ranges that never change once they are given out.
const BLOCKS: [(&str, &str); 24] = [
    ("basiclatin", r"\x00-\x7F"),
    ("latin1supplement", r"\x{80}-\x{FF}"),
    ("latin1", r"\x{80}-\x{FF}"),
    ("latinextendeda", r"\x{100}-\x{17F}"),
    ("latinextendedb", r"\x{180}-\x{24F}"),
    ("latinextendedadditional", r"\x{1E00}-\x{1EFF}"),
    ("greek", r"\x{370}-\x{3FF}"),
    ("greekandcoptic", r"\x{370}-\x{3FF}"),
    ("cyrillic", r"\x{400}-\x{4FF}"),
    ("cyrillicsupplement", r"\x{500}-\x{52F}"),
    ("armenian", r"\x{530}-\x{58F}"),
    ("hebrew", r"\x{590}-\x{5FF}"),
    ("arabic", r"\x{600}-\x{6FF}"),
    ("devanagari", r"\x{900}-\x{97F}"),
    ("georgian", r"\x{10A0}-\x{10FF}"),
    ("generalpunctuation", r"\x{2000}-\x{206F}"),
    ("currencysymbols", r"\x{20A0}-\x{20CF}"),
    ("cjksymbolsandpunctuation", r"\x{3000}-\x{303F}"),
    ("hiragana", r"\x{3040}-\x{309F}"),
    ("katakana", r"\x{30A0}-\x{30FF}"),
    ("cjkunifiedideographsextensiona", r"\x{3400}-\x{4DBF}"),
    ("cjkunifiedideographs", r"\x{4E00}-\x{9FFF}"),
    ("cjkcompatibilityideographs", r"\x{F900}-\x{FAFF}"),
    ("halfwidthandfullwidthforms", r"\x{FF00}-\x{FFEF}"),
];
