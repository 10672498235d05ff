//! Proposals for a glossary: word groups of a language that stand together with word groups of another one.
//!
//! Candidates are runs of one to four words, or of two to eight Chinese characters, that are frequent, begin and end
//! with a word of meaning, and are not nearly always part of a longer candidate. Words count as their stems. Two
//! candidates belong together when one is seldom in a pair without the other; how surely they do is measured by the
//! log-likelihood ratio of their pairs (Dunning 1993, *Accurate Methods for the Statistics of Surprise and
//! Coincidence*). The best pair of all is taken first, and each candidate once (competitive linking, Melamed 2000).

mod association;
mod candidates;
mod chinese;
mod runs;
mod stop;

use super::glossary::Glossary;
use super::matcher::Matcher;
use super::prepared::Prepared;
use crate::lang::Lang;
use crate::model::TermStatus;
use crate::text::fold_text;
use association::{Association, associate};
use candidates::{Candidate, candidates};
pub use stop::joining_words;

/// What to propose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtractOptions {
    /// In so many pairs two terms must stand together.
    pub min_count: usize,
    /// So many proposals at most.
    pub limit: usize,
}

/// A term with its translation, as they may stand in a glossary.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The source term in its shortest form.
    pub source: String,
    /// The target term in its shortest form.
    pub target: String,
    /// Pairs that have both.
    pub together: usize,
    /// Pairs that have the source term.
    pub in_source: usize,
    /// Pairs that have the target term.
    pub in_target: usize,
    /// The log-likelihood ratio.
    pub likelihood: f64,
    /// The index of the shortest pair that has both.
    pub example: usize,
}

/// The proposals from pairs of a source and its translation, the surest first. The same pairs give the same proposals.
/// Terms that `known` approves in the source language are left out.
pub fn extract(
    pairs: &[(String, String)],
    source: &Lang,
    target: &Lang,
    known: Option<&Glossary>,
    options: ExtractOptions,
) -> Vec<Proposal> {
    let (left, right) = rayon::join(
        || {
            candidates(
                pairs.iter().map(|pair| pair.0.as_str()),
                source,
                options.min_count,
            )
        },
        || {
            candidates(
                pairs.iter().map(|pair| pair.1.as_str()),
                target,
                options.min_count,
            )
        },
    );
    let known = known.map(|glossary| {
        let mut entries = glossary.entries(source);
        entries.retain(|entry| entry.status != TermStatus::Forbidden);
        Matcher::new(entries, source)
    });
    let fresh = |term: &str| {
        !known.as_ref().is_some_and(|matcher| {
            let found = matcher.find(&Prepared::new(term));
            found.iter().any(|o| o.span.len() == term.len())
        })
    };
    let (mut left_used, mut right_used) = (vec![false; left.len()], vec![false; right.len()]);
    let mut out = Vec::new();
    for link in associate(&left, &right, pairs.len(), options.min_count) {
        if out.len() == options.limit {
            break;
        }
        if left_used[link.source] || right_used[link.target] {
            continue;
        }
        left_used[link.source] = true;
        right_used[link.target] = true;
        let (a, b) = (&left[link.source], &right[link.target]);
        // What is written alike in both languages is a name, and needs no glossary.
        if fold_text(&a.text, source) != fold_text(&b.text, target) && fresh(&a.text) {
            out.push(proposal(pairs, a, b, &link));
        }
    }
    out
}

fn proposal(
    pairs: &[(String, String)],
    source: &Candidate,
    target: &Candidate,
    link: &Association,
) -> Proposal {
    let length = |pair: usize| pairs[pair].0.len() + pairs[pair].1.len();
    let example = source
        .pairs
        .iter()
        .filter(|pair| target.pairs.binary_search(pair).is_ok())
        .map(|pair| *pair as usize)
        .min_by_key(|pair| (length(*pair), *pair))
        .unwrap_or_default();
    Proposal {
        source: source.text.clone(),
        target: target.text.clone(),
        together: link.together,
        in_source: source.pairs.len(),
        in_target: target.pairs.len(),
        likelihood: link.likelihood,
        example,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn pairs(lines: &[(&str, &str)]) -> Vec<(String, String)> {
        lines
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    }

    fn proposed(
        lines: &[(&str, &str)],
        target: &str,
        known: Option<&Glossary>,
    ) -> Vec<(String, String)> {
        let options = ExtractOptions {
            min_count: 3,
            limit: 10,
        };
        let (en, other) = (Lang::stored("en"), Lang::parse(target).unwrap());
        extract(&pairs(lines), &en, &other, known, options)
            .into_iter()
            .map(|p| (p.source, p.target))
            .collect()
    }

    const AZ: [(&str, &str); 9] = [
        (
            "The peace treaty was signed in Rome.",
            "Sülh müqaviləsi Romada imzalandı.",
        ),
        (
            "Both sides praised the peace treaty.",
            "Tərəflər sülh müqaviləsini alqışladılar.",
        ),
        (
            "A peace treaty needs trust.",
            "Sülh müqaviləsinə etimad gərəkdir.",
        ),
        ("Trade grew by a tenth.", "Ticarət onda bir artdı."),
        ("Farmers expect rain.", "Fermerlər yağış gözləyirlər."),
        ("The museum opened late.", "Muzey gec açıldı."),
        ("Prices fell again.", "Qiymətlər yenə endi."),
        ("The bridge was closed.", "Körpü bağlanmışdı."),
        ("Nobody came.", "Heç kim gəlmədi."),
    ];

    #[test]
    fn terms_that_stand_together() {
        let found = proposed(&AZ, "az", None);
        assert_eq!(
            found.first(),
            Some(&("peace treaty".to_owned(), "sülh müqaviləsi".to_owned()))
        );
        let known = Glossary::parse("id\ten\nT1\tpeace treaty\n", Path::new("g.tsv")).unwrap();
        assert!(proposed(&AZ, "az", Some(&known)).is_empty());
        assert!(proposed(&AZ[3..], "az", None).is_empty());
        assert!(proposed(&[], "az", None).is_empty());
    }

    #[test]
    fn chinese_without_a_dictionary() {
        let lines = [
            (
                "The peace treaty was signed in Rome.",
                "和平条约在罗马签署。",
            ),
            (
                "Both sides praised the peace treaty.",
                "双方赞扬和平条约的意义。",
            ),
            ("A peace treaty needs trust.", "和平条约需要信任。"),
            ("We read the peace treaty again.", "我们重读了和平条约。"),
            ("Trade grew by a tenth.", "贸易增长一成。"),
            ("Farmers expect rain.", "农民盼望下雨。"),
            ("The museum opened late.", "博物馆开门晚了。"),
            ("Prices fell again.", "物价再次下跌。"),
            (
                "The bridge was closed.",
                "桥梁已经封闭，过往车辆只好从下游的村庄绕行。",
            ),
        ];
        assert_eq!(
            proposed(&lines, "zh", None),
            [("peace treaty".to_owned(), "和平条约".to_owned())]
        );
    }
}
