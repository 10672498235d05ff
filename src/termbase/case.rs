//! Capital letters, where they count.

use unicode_normalization::UnicodeNormalization;

/// Whether a word of a text is written in the capitals of a term's word. What follows after the term's letters is
/// an ending and may be written as it likes.
pub(super) fn same_case(written: &str, surface: &str) -> bool {
    let ignorable = |c: &char| c.is_alphanumeric();
    written
        .nfc()
        .filter(ignorable)
        .zip(surface.nfc().filter(ignorable))
        .all(|(a, b)| a.is_uppercase() == b.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_compared_letter_by_letter() {
        for (written, surface, same) in [
            ("UN", "UN's", true),
            ("UN", "un", false),
            ("yolu", "yolunun", true),
            ("yolu", "Yolu", false),
            ("Aİ", "Aİ-nin", true),
            ("Dövlət", "Do\u{308}vlətə", true),
        ] {
            assert_eq!(same_case(written, surface), same, "{written} {surface}");
        }
    }
}
