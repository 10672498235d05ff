//! Text that any XML parser reads.

/// Escapes a text and takes out what XML 1.0 cannot hold; line ends stay.
pub(super) fn text(text: &str) -> String {
    let allowed = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    let text: String = text.chars().map(allowed).collect();
    quick_xml::escape::escape(text).into_owned()
}

/// The same for the value of an attribute, where line ends are written as references.
pub(super) fn attribute(value: &str) -> String {
    text(value).replace('\n', "&#10;").replace('\t', "&#9;")
}
