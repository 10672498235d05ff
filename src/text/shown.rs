//! Texts as they are shown, and as they stand in a cell.

/// A text as it can be shown on a terminal: every blank is one column wide, and control characters and those that turn
/// the direction of a line, which a stored text could drive the terminal with, are replacement characters.
pub fn one_line(text: impl AsRef<str>) -> String {
    let shown = |c: char| match c {
        c if c.is_whitespace() => ' ',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            char::REPLACEMENT_CHARACTER
        }
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.as_ref().chars().map(shown).collect()
}

/// A text with each run of blanks, tabs and line ends as one blank, and none at its ends.
pub fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
