//! The terminology rule against cases that people can read: `tests/data/termcheck.jsonl` over
//! `tests/data/glossary.tsv`, and `termcheck-news.jsonl` over `glossary-news.tsv`. `expect` lists kind, concept and the forbidden words as they stand in the target.

mod samples;

use karvan::check::{BilingualUnit, Checker, Diagnostic, Terminology, TerminologyOptions};
use karvan::lang::Lang;
use karvan::termbase::Glossary;
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field}: {case}"))
}

fn findings(checker: &Checker, case: &Value, source: &Lang, target: &Lang) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let unit = BilingualUnit::new(
        "cases",
        text(case, "id"),
        (text(case, "source"), source),
        (text(case, "target"), target),
    );
    checker.check(&unit.into(), &mut found);
    found
}

fn checker(glossary: &Glossary, source: &Lang, target: &Lang) -> Checker {
    Checker::new()
        .with(Terminology::new(glossary, source, target, TerminologyOptions::default()).unwrap())
}

#[test]
fn every_case_gives_what_it_expects() {
    expects("termcheck.jsonl", "glossary.tsv");
}

#[test]
fn sentences_of_news_and_treaties() {
    expects("termcheck-news.jsonl", "glossary-news.tsv");
}

fn expects(cases: &str, glossary: &str) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let glossary = Glossary::read(&data.join(glossary)).unwrap();
    let mut checkers: HashMap<(String, String), Checker> = HashMap::new();
    let mut wrong = Vec::new();
    let cases = std::fs::read_to_string(data.join(cases)).unwrap();
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (from, to) = (text(&case, "source_lang"), text(&case, "target_lang"));
        let (source, target) = (Lang::parse(from).unwrap(), Lang::parse(to).unwrap());
        let checker = checkers
            .entry((from.into(), to.into()))
            .or_insert_with(|| checker(&glossary, &source, &target));
        let mut found: Vec<[String; 3]> = findings(checker, &case, &source, &target)
            .into_iter()
            .map(|d| {
                let words = d
                    .span
                    .map_or_else(String::new, |span| d.unit.target[span].to_owned());
                [
                    d.code.kind().to_owned(),
                    d.concept.unwrap_or_default(),
                    words,
                ]
            })
            .collect();
        let mut expected: Vec<[String; 3]> =
            serde_json::from_value(case["expect"].clone()).unwrap();
        found.sort();
        expected.sort();
        if found != expected {
            wrong.push(format!(
                "{} ({}): {found:?}, not {expected:?}",
                text(&case, "id"),
                text(&case, "tag")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The shared sample cases.
#[test]
fn sample_cases() {
    let Some(folder) = samples::samples("data/termcheck") else {
        return;
    };
    let glossary = Glossary::read(&folder.join("glossary.tsv")).unwrap();
    let cases = std::fs::read_to_string(folder.join("cases.jsonl")).unwrap();
    let mut wrong = Vec::new();
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let lang = |field: &str| Lang::parse(text(&case, field)).unwrap();
        let (source, target) = (lang("src_lang"), lang("tgt_lang"));
        let mut found: Vec<(String, String, Value)> = findings(
            &checker(&glossary, &source, &target),
            &case,
            &source,
            &target,
        )
        .iter()
        .map(|d| {
            let json = serde_json::to_value(d).unwrap();
            (
                d.code.kind().to_owned(),
                d.concept.clone().unwrap_or_default(),
                json["span"].clone(),
            )
        })
        .collect();
        let mut expected: Vec<(String, String, Value)> = case["expect"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|e| e["kind"] != "ok")
            .map(|e| {
                (
                    text(e, "kind").to_owned(),
                    text(e, "term_id").to_owned(),
                    e["tgt_span"].clone(),
                )
            })
            .collect();
        let key = |f: &(String, String, Value)| (f.0.clone(), f.1.clone(), f.2.to_string());
        found.sort_by_key(key);
        expected.sort_by_key(key);
        if found != expected {
            wrong.push(text(&case, "id").to_owned());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join(" "));
}
