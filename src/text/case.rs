//! Capital letters as a language writes them.

use crate::lang::Lang;

/// A text with a capital first letter: `i` becomes `İ` in Azerbaijani.
pub fn capitalized(text: &str, lang: &Lang) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some('i') if lang.is_turkic() => format!("İ{}", letters.as_str()),
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_i_has_a_dot_in_azerbaijani_when_it_grows() {
        let [en, az] = ["en", "az"].map(|tag| Lang::parse(tag).unwrap());
        for (text, lang, expected) in [
            ("iyun", &az, "İyun"),
            ("ildırım", &az, "İldırım"),
            ("ışıq", &az, "Işıq"),
            ("india", &en, "India"),
            ("əsas", &az, "Əsas"),
            ("北京", &en, "北京"),
            ("", &en, ""),
        ] {
            assert_eq!(capitalized(text, lang), expected);
        }
    }
}
