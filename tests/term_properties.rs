//! What must hold for any text and any glossary.

use karvan::lang::Lang;
use karvan::termbase::{Glossary, Matcher, Prepared, longest};
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;

static GLOSSARY: LazyLock<Glossary> = LazyLock::new(|| {
    Glossary::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/glossary.tsv")).unwrap()
});

static MATCHERS: LazyLock<Vec<Matcher>> = LazyLock::new(|| {
    ["en", "az", "zh"]
        .iter()
        .map(|tag| GLOSSARY.matcher(&Lang::parse(tag).unwrap()))
        .collect()
});

/// Pieces of terms, endings, marks and anything else.
fn texts() -> impl Strategy<Value = String> {
    let pieces = "protokol|konvensiya|İpək|Yolu|yolunun|-|’|'|\"|«|»| |, |armed|conflict|conflicts|Head|s|of|Government\
        |WHO|ÜST|-nin|dakı|lar|再生|可再生能源|武装|冲突|“|”|\u{307}|\u{ad}|\u{200b}|ә|i\u{307}|公约|non|proliferation|\t|\n|2025|-ci";
    let pieces: Vec<String> = pieces.split('|').map(str::to_owned).collect();
    proptest::collection::vec(
        prop_oneof![
            8 => proptest::sample::select(pieces),
            1 => any::<char>().prop_map(String::from),
        ],
        0..20,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn spans_lie_on_character_borders(text in texts(), which in 0usize..3) {
        let found = MATCHERS[which].find(&Prepared::new(&text));
        for o in &found {
            prop_assert!(o.span.start < o.span.end && o.span.end <= text.len());
            prop_assert!(text.is_char_boundary(o.span.start) && text.is_char_boundary(o.span.end));
        }
        let kept = longest(&text, found.clone());
        let length = |span: &std::ops::Range<usize>| text[span.clone()].chars().count();
        for o in &found {
            let shares = |other: &&karvan::termbase::Occurrence| {
                other.span != o.span && other.span.start < o.span.end && other.span.end > o.span.start
            };
            if kept.contains(o) {
                prop_assert!(!kept.iter().any(|other| shares(&other)), "{:?} shares words", o);
            } else {
                let longer = kept.iter().filter(shares).any(|other| length(&other.span) >= length(&o.span));
                prop_assert!(longer, "{:?} was dropped for nothing", o);
            }
        }
    }

    #[test]
    fn any_text_is_a_glossary_or_refused(text in "([a-z]{2}|id|note|az_forbidden|\\PC|\t|\n|\r\n|\\|){0,40}") {
        let _ = Glossary::parse(&text, Path::new("g.tsv"));
    }

    #[test]
    fn inflected_forms_are_found(form in forms()) {
        let (lemma, form) = form;
        let glossary = Glossary::parse(&format!("id\taz\nT\t{lemma}\n"), Path::new("g.tsv")).unwrap();
        let matcher = glossary.matcher(&Lang::parse("az").unwrap());
        let text = format!("Onlar {form} dedilər.");
        let found = matcher.find(&Prepared::new(&text));
        prop_assert_eq!(found.len(), 1, "{} in {}", lemma, text);
        prop_assert_eq!(&text[found[0].span.clone()], form.as_str());
    }
}

/// A noun that ends in a consonant and does not change, with plural, possessive and case by vowel harmony.
fn forms() -> impl Strategy<Value = (String, String)> {
    let nouns = vec![
        "saziş",
        "protokol",
        "konvensiyalar",
        "sərhəd",
        "dövlət",
        "prezident",
        "forum",
        "gün",
        "söz",
        "qanun",
        "beynəlxalq müqavilələr",
    ];
    let plurals = vec!["", "lAr"];
    let possessives = vec!["", "Im", "ImIz", "InIz"];
    let cases = vec!["", "In", "A", "I", "dA", "dAn", "dAkI", "dA|dIr", "dIr"];
    (
        proptest::sample::select(nouns),
        proptest::sample::select(plurals),
        proptest::sample::select(possessives),
        proptest::sample::select(cases),
    )
        .prop_map(|(noun, plural, possessive, case)| {
            let plural = if noun.ends_with("lar") || noun.ends_with("lər") {
                ""
            } else {
                plural
            };
            // The -kı of dakı has only ı and i.
            let endings = format!("{plural}{possessive}{}", case.replace('|', ""));
            (
                noun.to_owned(),
                endings.chars().fold(noun.to_owned(), harmonise),
            )
        })
}

fn harmonise(mut word: String, letter: char) -> String {
    let last = word
        .chars()
        .rev()
        .find(|c| "aıoueəiöü".contains(*c))
        .unwrap_or('ə');
    let (back, round) = ("aıou".contains(last), "ouöü".contains(last));
    word.push(match (letter, back, round) {
        ('A', true, _) => 'a',
        ('A', false, _) => 'ə',
        ('I', true, true) => 'u',
        ('I', true, false) => 'ı',
        ('I', false, true) => 'ü',
        ('I', false, false) => 'i',
        _ => letter,
    });
    word
}
