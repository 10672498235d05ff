//! Chinese terms in running text: `tests/data/borders.zh.tsv` says where one is a word and where it is no more than
//! its characters.

use karvan::lang::Lang;
use karvan::termbase::{Fit, Glossary, Prepared};
use std::path::Path;

#[test]
fn terms_are_found_where_they_are_words() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/borders.zh.tsv");
    let cases = std::fs::read_to_string(data).unwrap();
    let mut wrong = Vec::new();
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let [kind, set, marked] = *line.split('\t').collect::<Vec<_>>() else {
            panic!("three columns: {line}");
        };
        let parts: Vec<&str> = marked.split(['[', ']']).collect();
        let text = parts.concat();
        for n in (1..parts.len()).step_by(2) {
            let start: usize = parts[..n].iter().map(|part| part.len()).sum();
            let found = fit(parts[n], &text, start);
            let certain = found == Some(Fit::Certain);
            let expected = match kind {
                "word" | "part?" => true,
                "part" | "word?" => false,
                _ => panic!("word or part: {line}"),
            };
            if certain != expected {
                wrong.push(format!("{kind} {set} {}: {marked}: {found:?}", parts[n]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_particle_behind_a_verb_of_two_characters() {
    let text = "两国外长就地区局势交换了意见。";
    let start = text.find("交换").unwrap();
    assert_eq!(fit("交换意见", text, start), Some(Fit::Certain));
    let text = "两国去年断了交。";
    let start = text.find('断').unwrap();
    assert_eq!(fit("断交", text, start), Some(Fit::Possible));
}

/// How surely a term stands at a byte of a text.
fn fit(term: &str, text: &str, start: usize) -> Option<Fit> {
    let glossary = Glossary::parse(&format!("id\tzh\nT\t{term}\n"), Path::new("g.tsv")).unwrap();
    glossary
        .matcher(&Lang::parse("zh").unwrap())
        .find(&Prepared::new(text))
        .into_iter()
        .find(|found| found.span.start == start)
        .map(|found| found.fit)
}
