//! The field `Plural-Forms` of a header (gettext manual, 11.2.6).

use crate::lang::Lang;

/// The number of forms in a field `Plural-Forms`; 0 where it says none that gettext could mean.
pub(super) fn count(forms: &str) -> usize {
    const MOST: usize = 10;
    let number = forms.split("nplurals=").nth(1).unwrap_or_default();
    let digits = number.trim_start();
    let end = digits.find(|c: char| !c.is_ascii_digit());
    let count = digits[..end.unwrap_or(digits.len())].parse().unwrap_or(0);
    if count > MOST { 0 } else { count }
}

/// How many forms a language has, and which number takes which, as gettext writes it.
pub(super) fn forms(lang: &Lang) -> Option<&'static str> {
    match lang.primary().as_str() {
        "en" | "az" | "de" | "es" | "it" | "nl" | "sv" | "da" | "nb" | "fi" | "el" | "bg"
        | "hu" | "kk" | "ka" => Some("nplurals=2; plural=(n != 1);"),
        "fr" | "tr" | "fa" | "uz" => Some("nplurals=2; plural=(n > 1);"),
        "zh" | "ja" | "ko" | "vi" | "th" | "id" => Some("nplurals=1; plural=0;"),
        "pl" => Some(
            "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
        ),
        "ru" | "uk" | "be" => Some(
            "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
        ),
        _ => None,
    }
}

/// A rule for a language of which nobody knows more than how many forms its entries have: a form a number, and the last
/// one for the rest. `None` where there are no forms.
pub(super) fn of_number(forms: usize) -> Option<String> {
    let last = forms.checked_sub(1)?;
    Some(match last {
        0 => "nplurals=1; plural=0;".to_owned(),
        1 => "nplurals=2; plural=(n != 1);".to_owned(),
        _ => {
            let cases: Vec<String> = (0..last)
                .map(|n| format!("n=={} ? {n} : ", n + 1))
                .collect();
            format!("nplurals={forms}; plural=({}{last});", cases.concat())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_forms_is_read() {
        for (field, expected) in [
            ("nplurals=3; plural=(n%10==1 ? 0 : 1);", 3),
            ("nplurals= 1; plural=0;", 1),
            ("nplurals=INTEGER; plural=EXPRESSION;", 0),
            ("nplurals=99999999999999999999", 0),
            ("nplurals=5000", 0),
            ("", 0),
        ] {
            assert_eq!(count(field), expected, "{field}");
        }
        for forms in 1..=6 {
            assert_eq!(count(&of_number(forms).unwrap()), forms);
        }
        assert_eq!(of_number(0), None);
        assert_eq!(
            of_number(3).unwrap(),
            "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);"
        );
        for lang in ["en", "zh", "ru"] {
            let field = forms(&Lang::parse(lang).unwrap()).unwrap();
            assert!(count(field) > 0);
        }
    }
}
