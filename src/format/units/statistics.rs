//! A file of units in numbers.

use crate::lang::Lang;
use crate::model::{Annotation, Attributes, Inline, Tu};
use crate::text::count;
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// One language of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageCount {
    /// How many variants.
    pub variants: u64,
    /// How many words, or characters in Chinese.
    pub count: u64,
    /// `words` or `characters`.
    pub unit: &'static str,
    /// Variants without text.
    pub empty: u64,
    /// Unicode characters of the longest text.
    pub longest: u64,
    /// Texts that another variant of the language has too.
    pub repeated: u64,
    #[serde(skip)]
    texts: FxHashSet<u64>,
}

/// A file in numbers. Memory grows by a hash a text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Statistics {
    /// Units.
    pub units: u64,
    /// Units with all the texts of an earlier one.
    pub duplicates: u64,
    /// By language tag.
    pub languages: BTreeMap<String, LanguageCount>,
    /// How many units have which languages, as `az en`.
    pub combinations: BTreeMap<String, u64>,
    /// The earliest and the latest date, `YYYYMMDDThhmmssZ`.
    pub dates: Option<(String, String)>,
    /// Who made or changed units and variants, and how often they are named.
    pub users: BTreeMap<String, u64>,
    /// Properties by type.
    pub properties: BTreeMap<String, u64>,
    /// Notes.
    pub notes: u64,
    /// Inline codes by their element.
    pub codes: BTreeMap<&'static str, u64>,
    #[serde(skip)]
    units_seen: FxHashSet<u64>,
}

impl Statistics {
    /// Counts a unit.
    pub fn add(&mut self, tu: &Tu) {
        self.units += 1;
        self.attributes(&tu.attributes);
        self.annotations(&tu.annotations);
        let mut all = Vec::new();
        for tuv in &tu.variants {
            self.attributes(&tuv.attributes);
            self.annotations(&tuv.annotations);
            self.codes(&tuv.segment.content);
            let text = tuv.segment.text();
            self.language(&tuv.lang, &text);
            all.push(format!("{}\u{1}{text}", tuv.lang));
        }
        all.sort_unstable();
        let hash = xxh3_64(all.join("\u{2}").as_bytes());
        self.duplicates += u64::from(!self.units_seen.insert(hash));
        let mut langs: Vec<&str> = tu.variants.iter().map(|tuv| tuv.lang.as_str()).collect();
        langs.sort_unstable();
        langs.dedup();
        *self.combinations.entry(langs.join(" ")).or_default() += 1;
    }

    fn language(&mut self, lang: &Lang, text: &str) {
        let counted = count(text, lang);
        let language = self
            .languages
            .entry(lang.as_str().to_owned())
            .or_insert_with(|| LanguageCount {
                variants: 0,
                count: 0,
                unit: counted.unit(),
                empty: 0,
                longest: 0,
                repeated: 0,
                texts: FxHashSet::default(),
            });
        language.variants += 1;
        language.count += counted.number() as u64;
        language.empty += u64::from(text.trim().is_empty());
        language.longest = language.longest.max(text.chars().count() as u64);
        let new = language.texts.insert(xxh3_64(text.as_bytes()));
        language.repeated += u64::from(!new);
    }

    fn attributes(&mut self, attributes: &Attributes) {
        for date in [&attributes.creation_date, &attributes.change_date]
            .into_iter()
            .flatten()
        {
            let (first, last) = self
                .dates
                .get_or_insert_with(|| (date.clone(), date.clone()));
            if date < first {
                first.clone_from(date);
            }
            if date > last {
                last.clone_from(date);
            }
        }
        for user in [&attributes.creation_id, &attributes.change_id]
            .into_iter()
            .flatten()
        {
            add_one(&mut self.users, user);
        }
    }

    fn annotations(&mut self, annotations: &[Annotation]) {
        for annotation in annotations {
            match annotation {
                Annotation::Note(_) => self.notes += 1,
                Annotation::Prop(prop) => add_one(&mut self.properties, &prop.kind),
            }
        }
    }

    fn codes(&mut self, content: &[Inline]) {
        for piece in content {
            if let Inline::Code(code) = piece {
                *self.codes.entry(code.kind.name()).or_default() += 1;
                self.codes(&code.content);
            }
        }
    }
}

/// Counts a value; values after the first thousand different ones are counted together.
fn add_one(counts: &mut BTreeMap<String, u64>, value: &str) {
    const MOST: usize = 1000;
    if let Some(count) = counts.get_mut(value) {
        *count += 1;
    } else {
        let name = if counts.len() < MOST { value } else { "…" };
        *counts.entry(name.to_owned()).or_default() += 1;
    }
}
