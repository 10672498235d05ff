//! Looking a word up in the glossary itself.

use super::Glossary;
use crate::lang::Lang;
use crate::model::{Concept, Term};
use crate::text::{fold_text, tokenize};

/// The concepts that hold a text in one of their terms, in any language or in one, with the terms that hold it.
/// Nothing is told apart that folding leaves out. Terms that are the text itself come first.
pub fn search<'g>(
    glossary: &'g Glossary,
    wanted: &str,
    lang: Option<&Lang>,
) -> Vec<(&'g Concept, Vec<&'g Term>)> {
    let mut found: Vec<(bool, &Concept, Vec<&Term>)> = Vec::new();
    for concept in &glossary.concepts {
        let mut whole = false;
        let terms: Vec<&Term> = concept
            .terms
            .iter()
            .filter(|term| lang.is_none_or(|lang| lang.fit(&term.lang).is_some()))
            .filter(|term| {
                let (folded, wanted) = (
                    fold_text(&term.text, &term.lang),
                    fold_text(wanted.trim(), &term.lang),
                );
                whole |= folded == wanted;
                folded.contains(&wanted)
            })
            .collect();
        if !terms.is_empty() {
            found.push((!whole, concept, terms));
        }
    }
    found.sort_by_key(|(part, _, _)| *part);
    found
        .into_iter()
        .map(|(_, concept, terms)| (concept, terms))
        .collect()
}

/// The terms nearest to a text that no term holds, by edit distance of the whole or of one word; the nearest first.
pub fn suggestions<'g>(glossary: &'g Glossary, wanted: &str, lang: Option<&Lang>) -> Vec<&'g str> {
    const MOST: usize = 3;
    let mut near: Vec<(usize, &str)> = glossary
        .concepts
        .iter()
        .flat_map(|concept| &concept.terms)
        .filter(|term| lang.is_none_or(|lang| lang.fit(&term.lang).is_some()))
        .filter_map(|term| Some((distance(term, wanted.trim())?, term.text.as_str())))
        .collect();
    near.sort_unstable();
    near.dedup_by_key(|(_, text)| *text);
    near.into_iter().take(MOST).map(|(_, text)| text).collect()
}

/// How far a term is from a text, if it is near: a third of its letters at most.
fn distance(term: &Term, wanted: &str) -> Option<usize> {
    let wanted = fold_text(wanted, &term.lang);
    let folded = fold_text(&term.text, &term.lang);
    let allowed = wanted.chars().count() / 3;
    let words = tokenize(&folded);
    std::iter::once(folded.as_str())
        .chain(words.iter().map(|token| token.text(&folded)))
        .filter(|part| part.chars().count().abs_diff(wanted.chars().count()) <= allowed)
        .map(|part| strsim::damerau_levenshtein(part, &wanted))
        .filter(|distance| *distance <= allowed)
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn folded_and_with_a_proposal() {
        let text = "id\ten\taz\tzh\nT1\ttrade agreement\tticarət sazişi\t贸易协定\nT2\tagreement\tsaziş\t协定\n";
        let glossary = Glossary::parse(text, Path::new("g.tsv")).unwrap();
        let ids = |wanted: &str| -> Vec<&str> {
            search(&glossary, wanted, None)
                .iter()
                .map(|(c, _)| c.id.as_str())
                .collect()
        };
        assert_eq!(ids("SAZİŞ"), ["T2", "T1"]);
        assert_eq!(ids("协定"), ["T2", "T1"]);
        assert_eq!(ids("Trade"), ["T1"]);
        assert!(ids("treaty").is_empty());
        assert_eq!(suggestions(&glossary, "agrement", None)[0], "agreement");
        assert!(suggestions(&glossary, "xyz", None).is_empty());
    }
}
