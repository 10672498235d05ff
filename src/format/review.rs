//! The result of a review: what the page of `karvan align --review` saves and `karvan align --apply` reads.
//!
//! One JSON object: `format`, `version`, `texts` (name, language, segments), `beads` and, of three texts, `finer`. A bead lists
//! the numbers of its segments for each text and has a mark; of the finer pairs count those that lie inside a bead. `docs/review.md` describes it field by field.

use super::encoding::{line_column, read_text};
use crate::align::{AlignedRow, AlignedTexts, InputText, PairBead};
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use crate::segmentation::clean;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::ops::Range;
use std::path::Path;

/// What the field `format` says.
pub const FORMAT: &str = "karvan-review";
/// What the field `version` says.
pub const VERSION: u32 = 1;

/// Where to get a file that can be read.
const SAVE_AGAIN: &str = "save the review again from the page that `karvan align --review` wrote";

/// Reads the result of a review, or standard input for `-`. A bead that was accepted scores 1; one that was
/// rejected becomes a row for each of its sides, so that it links nothing and no segment is lost.
///
/// # Errors
/// [`Error::Malformed`] for a file that is no result of a review, is damaged, or does not hold every segment
/// once and in order; with the line where it is known.
pub fn read(path: &Path) -> Result<AlignedTexts> {
    parse(&read_text(path)?, path)
}

/// As [`read`], from the content of the file; `path` is its name for messages.
pub fn parse(text: &str, path: &Path) -> Result<AlignedTexts> {
    // What it is comes first: of a foreign file nothing else is of interest.
    let foreign = || {
        let what = "this is not the result of a review";
        Error::malformed(Place::file(path), what, SAVE_AGAIN)
    };
    if !text.trim_start().starts_with('{') {
        return Err(foreign());
    }
    let head: Head = decoded(text, text, path)?;
    if head.format.as_deref() != Some(FORMAT) {
        return Err(foreign());
    }
    if head.version != Some(VERSION) {
        let version = head.version.map_or("none".into(), |v| v.to_string());
        return Err(Error::malformed(
            Place::file(path),
            format!("the version of this review is {version}, and this karvan reads {VERSION}"),
            "use the karvan that wrote the page",
        ));
    }
    let review: Review<'_> = decoded(text, text, path)?;
    check_texts(&review.texts, path)?;
    let mut rows = rows_of(&review, text, path)?;
    put_inside(&mut rows, finer_of(&review, text, path)?);
    let texts = review.texts.into_iter().map(|text| InputText {
        name: text.name,
        lang: text.lang,
        segments: text.segments,
        paragraphs: Vec::new(),
    });
    Ok(AlignedTexts {
        texts: texts.collect(),
        rows,
    })
}

/// Decodes a part of the file's text; a message names the place in the whole file.
fn decoded<'a, T: Deserialize<'a> + Written>(part: &'a str, text: &str, path: &Path) -> Result<T> {
    serde_json::from_str(part).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let whole = error.to_string();
        // The place stands before the message, as everywhere.
        let what = whole
            .strip_suffix(&format!(" at line {line} column {column}"))
            .unwrap_or(&whole);
        let what = match error.classify() {
            Category::Eof => "the file ends in the middle of the result".to_owned(),
            Category::Data => said::<T>(what),
            Category::Syntax | Category::Io => format!("the JSON is damaged: {what}"),
        };
        // Lines count from 1; columns count bytes, and 1 is the first.
        let lines = part.split_inclusive('\n').take(line.saturating_sub(1));
        let inside = lines.map(str::len).sum::<usize>() + column.saturating_sub(1);
        Error::malformed(place(part, inside, text, path), what, SAVE_AGAIN)
    })
}

/// A part of the file that a message can describe.
trait Written {
    /// What it holds, as a sentence.
    const HOLDS: &'static str;
}

/// What is wrong with the data of a part, in our words for those of the JSON reader.
fn said<T: Written>(what: &str) -> String {
    let field = |rest: &str| rest.trim_matches('`').to_owned();
    if let Some(rest) = what.strip_prefix("missing field ") {
        format!("the field {:?} is missing", field(rest))
    } else if let Some(rest) = what.strip_prefix("duplicate field ") {
        format!("the field {:?} stands here twice", field(rest))
    } else if what.starts_with("invalid ") {
        T::HOLDS.to_owned()
    } else {
        what.to_owned()
    }
}

/// The place of the byte `inside` of a part of the text, counted in code points.
fn place(part: &str, inside: usize, text: &str, path: &Path) -> Place {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    let before = &text.as_bytes()[..(start + inside).min(text.len())];
    let (line, column) = line_column(before);
    Place::at(path, line, column)
}

#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u32>,
}

impl Written for Head {
    const HOLDS: &'static str = "\"format\" is a text and \"version\" a number";
}

#[derive(Deserialize)]
struct Review<'a> {
    texts: Vec<ReviewedText>,
    /// As they stand in the file, so that a message has their line.
    #[serde(borrow)]
    beads: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    finer: Vec<&'a RawValue>,
}

impl Written for Review<'_> {
    const HOLDS: &'static str = "\"beads\" and \"finer\" are lists, and \"texts\" is one of objects with a name, a language tag and a list of segments";
}

#[derive(Deserialize)]
struct ReviewedText {
    name: String,
    #[serde(deserialize_with = "known_tag")]
    lang: Lang,
    segments: Vec<String>,
}

fn known_tag<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Lang, D::Error> {
    Lang::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

struct ReviewedBead {
    sides: Vec<Range<usize>>,
    mark: Mark,
    score: f64,
}

#[derive(Deserialize)]
struct WrittenBead {
    sides: Vec<Vec<usize>>,
    mark: Mark,
    score: f64,
}

impl Written for WrittenBead {
    const HOLDS: &'static str = "the sides of a bead are lists of segment numbers, its mark is a text and its score a number";
}

/// What the translator said of a bead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
enum Mark {
    /// Nothing: it keeps its score.
    Open,
    /// It is right.
    Sure,
    /// Its sides do not belong together.
    Rejected,
}

impl TryFrom<String> for Mark {
    type Error = String;

    fn try_from(mark: String) -> std::result::Result<Self, String> {
        match mark.as_str() {
            "open" => Ok(Self::Open),
            "sure" => Ok(Self::Sure),
            "rejected" => Ok(Self::Rejected),
            _ => Err(format!(
                "the mark of a bead is \"open\", \"sure\" or \"rejected\", not {mark:?}"
            )),
        }
    }
}

/// The rows of all beads, which must follow one another without gap up to the end of every text.
fn rows_of(review: &Review<'_>, text: &str, path: &Path) -> Result<Vec<AlignedRow>> {
    let mut ends = vec![0; review.texts.len()];
    let mut out = Vec::new();
    for (number, raw) in review.beads.iter().enumerate() {
        let written: WrittenBead = decoded(raw.get(), text, path)?;
        let bead = followed(&written, &ends).map_err(|why| {
            let what = format!("bead {}: {why}", number + 1);
            Error::malformed(place(raw.get(), 0, text, path), what, SAVE_AGAIN)
        })?;
        ends = bead.sides.iter().map(|side| side.end).collect();
        out.extend(rows(bead));
    }
    for (at, (text, end)) in review.texts.iter().zip(&ends).enumerate() {
        let held = text.segments.len();
        if *end != held {
            let number = at + 1;
            let what = format!("text {number} has {held} segments and its beads hold {end}");
            return Err(Error::malformed(Place::file(path), what, SAVE_AGAIN));
        }
    }
    Ok(out)
}

#[derive(Deserialize)]
struct WrittenPair {
    texts: (usize, usize),
    sides: (Vec<usize>, Vec<usize>),
    score: f64,
}

impl Written for WrittenPair {
    const HOLDS: &'static str =
        "a finer pair has two texts, the segment numbers of each, and a score";
}

/// The pairs that were finer than their rows.
fn finer_of(review: &Review<'_>, text: &str, path: &Path) -> Result<Vec<PairBead>> {
    let pair = |(number, raw): (usize, &&RawValue)| {
        let WrittenPair {
            texts,
            sides,
            score,
        } = decoded(raw.get(), text, path)?;
        let of_texts = texts.0 < texts.1 && texts.1 < review.texts.len();
        let (Some(source), Some(target), true, true) = (
            in_order(&sides.0),
            in_order(&sides.1),
            of_texts,
            (0.0..=1.0).contains(&score),
        ) else {
            let number = number + 1;
            let what = format!(
                "finer pair {number}: it does not name two texts, segments in order of each, and a score from 0 to 1"
            );
            let place = place(raw.get(), 0, text, path);
            return Err(Error::malformed(place, what, SAVE_AGAIN));
        };
        Ok(PairBead {
            texts,
            source,
            target,
            score,
        })
    };
    review.finer.iter().enumerate().map(pair).collect()
}

/// Numbers that follow one another, as a range; `None` for others, and for none.
fn in_order(numbers: &[usize]) -> Option<Range<usize>> {
    let (first, last) = (*numbers.first()?, *numbers.last()?);
    let follow = numbers
        .windows(2)
        .all(|pair| pair[0].checked_add(1) == Some(pair[1]));
    Some(first..last.checked_add(1)?).filter(|_| follow)
}

/// Gives the linked rows the pairs that lie inside them; what the reviewer parted or rejected has none any more.
fn put_inside(rows: &mut [AlignedRow], pairs: Vec<PairBead>) {
    let inside =
        |side: &Range<usize>, row: &Range<usize>| side.start >= row.start && side.end <= row.end;
    let mut found = vec![Vec::new(); rows.len()];
    for pair in pairs {
        let (a, b) = pair.texts;
        let at = rows.partition_point(|row| row.sides[a].end <= pair.source.start);
        if let Some(row) = rows.get(at)
            && inside(&pair.source, &row.sides[a])
            && inside(&pair.target, &row.sides[b])
        {
            found[at].push(pair);
        }
    }
    for (row, pairs) in rows.iter_mut().zip(found) {
        row.put_finer(&pairs);
    }
}

/// The bead as ranges that begin at `ends`, or what is wrong with it.
fn followed(written: &WrittenBead, ends: &[usize]) -> std::result::Result<ReviewedBead, String> {
    if written.sides.len() != ends.len() {
        return Err(format!(
            "its number of sides is {}, and the number of texts is {}",
            written.sides.len(),
            ends.len()
        ));
    }
    if written.sides.iter().all(Vec::is_empty) {
        return Err("it holds no segment".into());
    }
    if !(0.0..=1.0).contains(&written.score) {
        return Err(format!(
            "its score is {}, and a score is a number from 0 to 1",
            written.score
        ));
    }
    let mut sides = Vec::with_capacity(ends.len());
    for (text, (side, start)) in written.sides.iter().zip(ends).enumerate() {
        for (expected, found) in (*start..).zip(side) {
            if *found != expected {
                // The file counts from 0, messages from 1.
                return Err(format!(
                    "segment {} of text {} stands where segment {} belongs",
                    found.saturating_add(1),
                    text + 1,
                    expected + 1
                ));
            }
        }
        sides.push(*start..start + side.len());
    }
    Ok(ReviewedBead {
        sides,
        mark: written.mark,
        score: written.score,
    })
}

fn check_texts(texts: &[ReviewedText], path: &Path) -> Result<()> {
    let wrong = |what: String| Err(Error::malformed(Place::file(path), what, SAVE_AGAIN));
    if !(2..=3).contains(&texts.len()) {
        return wrong(format!(
            "it holds {} texts instead of two or three",
            texts.len()
        ));
    }
    for (at, text) in texts.iter().enumerate() {
        if texts[..at]
            .iter()
            .any(|other| other.lang.fit(&text.lang).is_some())
        {
            return wrong(format!(
                "two of its texts have the same language, {}",
                text.lang
            ));
        }
        let unclean = |segment: &String| segment.is_empty() || clean(segment) != *segment;
        if let Some(number) = text.segments.iter().position(unclean) {
            return wrong(format!(
                "segment {} of text {} is empty or holds a line end",
                number + 1,
                at + 1
            ));
        }
    }
    Ok(())
}

/// The rows of a bead: itself, or each of its sides alone when it was rejected.
fn rows(bead: ReviewedBead) -> Vec<AlignedRow> {
    let filled: Vec<usize> = (0..bead.sides.len())
        .filter(|text| !bead.sides[*text].is_empty())
        .collect();
    if bead.mark != Mark::Rejected || filled.len() < 2 {
        let score = match (filled.len(), bead.mark) {
            (0 | 1, _) => 0.0,
            (_, Mark::Sure) => 1.0,
            _ => bead.score,
        };
        return vec![AlignedRow::new(bead.sides, score)];
    }
    let alone = |text: &usize| {
        // Texts before this one already stand behind the bead, texts after it still before.
        let side = |(at, side): (usize, &Range<usize>)| match at.cmp(text) {
            std::cmp::Ordering::Less => side.end..side.end,
            std::cmp::Ordering::Equal => side.clone(),
            std::cmp::Ordering::Greater => side.start..side.start,
        };
        AlignedRow::new(bead.sides.iter().enumerate().map(side).collect(), 0.0)
    };
    filled.iter().map(alone).collect()
}
