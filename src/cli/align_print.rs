//! How `karvan align` prints texts in each format.

use super::Output;
use super::align::{Args, Format};
use super::align_store::sources;
use karvan::align::{AlignedRow, AlignedTexts, InputText, PairBead};
use karvan::format::{UnitWriter, tmx};
use karvan::lang::Lang;
use karvan::memory::aligned_units;
use karvan::model::Header;
use karvan::report::review::{shown_score, write_page};
use std::io::{self, Write};
use std::path::Path;

/// Writes the texts of one document, read from these files, as a whole output.
pub(super) fn print_texts(
    out: &mut Output,
    args: &Args,
    format: Format,
    files: &[&Path],
    texts: &AlignedTexts,
) -> io::Result<()> {
    match format {
        Format::Tmx => {
            let mut writer = tmx_writer(out, &texts.texts[0].lang);
            write_units(&mut writer, args, files, texts)?;
            writer.finish()
        }
        Format::Html => write_page(out, texts, &summary(texts)),
        _ => print_rows(out, format, texts, None),
    }
}

/// Writes the rows of a document, one after another; `document` is its name where there are several.
pub(super) fn print_rows(
    out: &mut Output,
    format: Format,
    texts: &AlignedTexts,
    document: Option<&str>,
) -> io::Result<()> {
    for (number, row) in texts.rows.iter().enumerate() {
        match format {
            Format::Text => print_text(&mut out.styled(), texts, number, row)?,
            _ => print_row(out, format, texts, row, document)?,
        }
    }
    Ok(())
}

/// A TMX file that begins with its header.
pub(super) fn tmx_writer<'a>(out: &'a mut Output, source: &Lang) -> tmx::Writer<&'a mut Output> {
    tmx::Writer::new(out, &Header::default(), Some(source))
}

/// Writes the units of a document.
pub(super) fn write_units(
    writer: &mut impl UnitWriter,
    args: &Args,
    files: &[&Path],
    texts: &AlignedTexts,
) -> io::Result<()> {
    let sources = sources(files, &texts.texts, None);
    let source = &texts.texts[0].lang;
    for mut tu in aligned_units(&sources, &texts.rows, args.min_score) {
        // In the memory a pair has no direction; in this file it has the one that was typed.
        tu.source_lang = tu.variant(source).map(|tuv| tuv.lang.clone());
        writer.write(&tu)?;
    }
    Ok(())
}

/// A row as one line; `document` is the name of the document where there are several.
fn print_row(
    out: &mut impl Write,
    format: Format,
    texts: &AlignedTexts,
    row: &AlignedRow,
    document: Option<&str>,
) -> io::Result<()> {
    match format {
        // See `print_text`, the page of a review and the writer of TMX.
        Format::Text | Format::Tmx | Format::Html => Ok(()),
        Format::Tsv => {
            for text in 0..texts.texts.len() {
                write!(
                    out,
                    "{}\t",
                    texts.side(row, text).replace(['\t', '\n', '\r'], " ")
                )?;
            }
            write!(out, "{:.4}", row.score)?;
            if let Some(name) = document {
                write!(out, "\t{}", name.replace(['\t', '\n', '\r'], " "))?;
            }
            writeln!(out)
        }
        Format::Jsonl => {
            serde_json::to_writer(&mut *out, &object(texts, row, document))?;
            writeln!(out)
        }
        Format::Beads => {
            let sides: Vec<String> = row
                .sides
                .iter()
                .map(|side| {
                    side.clone()
                        .map(|n| n.to_string())
                        .collect::<Vec<_>>()
                        .join(",")
                })
                .collect();
            writeln!(out, "{}", sides.join("\t"))
        }
    }
}

/// A row for people: its score, then the texts one under the other; after them the pairs of it that are finer.
fn print_text(
    out: &mut impl Write,
    texts: &AlignedTexts,
    number: usize,
    row: &AlignedRow,
) -> io::Result<()> {
    let bold = anstyle::Style::new().bold();
    let mark = if row.is_linked() {
        shown_score(row.score)
    } else {
        "unpaired".into()
    };
    writeln!(out, "{bold}{}  {mark}{bold:#}", number + 1)?;
    let langs = texts.texts.iter().map(|text| text.lang.as_str());
    let width = langs.clone().map(str::len).max().unwrap_or(0);
    for (at, lang) in langs.enumerate() {
        let side = texts.side(row, at);
        let shown = if side.is_empty() { "-" } else { &side };
        writeln!(out, "  {lang:width$}  {shown}")?;
    }
    for bead in row.finer() {
        writeln!(out, "    {}", shown_score(bead.score))?;
        let (a, b) = bead.texts;
        for (text, side) in [(a, &bead.source), (b, &bead.target)] {
            let InputText { lang, segments, .. } = &texts.texts[text];
            let shown = segments[side.clone()].join(lang.joiner());
            writeln!(out, "    {:width$}  {shown}", lang.as_str())?;
        }
    }
    writeln!(out)
}

/// A row as an object; the fields in the order of the documentation.
#[derive(serde::Serialize)]
struct Object<'a> {
    source: &'a [String],
    target: &'a [String],
    source_lines: Vec<usize>,
    target_lines: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target2: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target2_lines: Option<Vec<usize>>,
    score: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    finer: Vec<FinerObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
}

/// A pair that is finer than its row: two of the three texts.
#[derive(serde::Serialize)]
struct FinerObject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_lines: Option<Vec<usize>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_lines: Option<Vec<usize>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target2: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target2_lines: Option<Vec<usize>>,
    score: f64,
}

fn object<'a>(texts: &'a AlignedTexts, row: &AlignedRow, document: Option<&'a str>) -> Object<'a> {
    let lines = |text: usize| row.sides[text].clone().collect();
    let third = row.sides.len() > 2;
    Object {
        source: texts.segments(row, 0),
        target: texts.segments(row, 1),
        source_lines: lines(0),
        target_lines: lines(1),
        target2: third.then(|| texts.segments(row, 2)),
        target2_lines: third.then(|| lines(2)),
        score: printed(row.score),
        finer: row.finer().map(|bead| finer(texts, bead)).collect(),
        document,
    }
}

fn finer<'a>(texts: &'a AlignedTexts, bead: &PairBead) -> FinerObject<'a> {
    let side = |text: usize| {
        let (a, b) = bead.texts;
        let sides = [(a, &bead.source), (b, &bead.target)];
        let found = sides.into_iter().find(|(of, _)| *of == text);
        found.map(|(_, side)| side.clone())
    };
    let segments = |text: usize| Some(&texts.texts[text].segments[side(text)?]);
    let lines = |text: usize| Some(side(text)?.collect());
    FinerObject {
        source: segments(0),
        target: segments(1),
        source_lines: lines(0),
        target_lines: lines(1),
        target2: segments(2),
        target2_lines: lines(2),
        score: printed(bead.score),
    }
}

/// A score with the digits that say something.
fn printed(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}

/// Segments, rows by kind, pairs that are finer than their rows, and the mean score, on one line.
pub(super) fn summary(texts: &AlignedTexts) -> String {
    let segments: Vec<String> = texts
        .texts
        .iter()
        .map(|text| format!("{} {}", text.segments.len(), text.lang))
        .collect();
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for row in &texts.rows {
        let kind = row
            .sides
            .iter()
            .map(|side| side.len().to_string())
            .collect::<Vec<_>>()
            .join("-");
        match kinds.iter_mut().find(|(name, _)| *name == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let kinds: Vec<String> = kinds
        .into_iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    let mean = texts.mean_score();
    let finer = match texts.rows.iter().flat_map(AlignedRow::finer).count() {
        0 => String::new(),
        count => format!("; finer pairs {count}"),
    };
    format!(
        "segments {}; beads {}{finer}; mean score {mean:.2}",
        segments.join(", "),
        kinds.join(", ")
    )
}
