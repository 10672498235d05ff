//! The page of an alignment: the texts side by side, one row a bead, to be read and corrected in a browser.
//!
//! One file without anything from outside. The table holds all data: the script reads the texts and beads from it,
//! so the page can also be read and printed without scripts. What is saved is read by [`crate::format::review`].

use crate::align::{AlignedRow, AlignedTexts};
use crate::format::review::{FORMAT, VERSION};
use crate::model::SURE_ALIGNMENT;
use quick_xml::escape::escape;
use std::io::{self, Write};
use xxhash_rust::xxh3::xxh3_64;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("review.css");
const SCRIPT: &str = include_str!("review.js");

/// Whether somebody should look at a row: its score is under [`SURE_ALIGNMENT`], or only one text has segments.
pub fn is_doubtful(row: &AlignedRow) -> bool {
    row.score < SURE_ALIGNMENT
}

/// Writes the page; `summary` is a line about the whole alignment.
pub fn write_page(out: &mut impl Write, texts: &AlignedTexts, summary: &str) -> io::Result<()> {
    let rows = rows(texts);
    let doubtful = texts.rows.iter().filter(|row| is_doubtful(row)).count();
    let mut parts = PAGE.split("{{");
    write!(out, "{}", parts.next().unwrap_or_default())?;
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or(("", part));
        match name {
            "title" => write!(out, "{}", escape(title(texts)))?,
            "style" => write!(out, "{STYLE}")?,
            "script" => write!(out, "{SCRIPT}")?,
            "summary" => write!(out, "{}", escape(summary))?,
            "doubtful" => write!(out, "{doubtful}")?,
            "total" => write!(out, "{}", texts.rows.len())?,
            "limit" => write!(out, "{SURE_ALIGNMENT}")?,
            "texts" => write!(out, "{}", texts.texts.len())?,
            "data" => write!(out, "{}", data(texts, &rows))?,
            "heads" => write!(out, "{}", heads(texts))?,
            "rows" => write!(out, "{rows}")?,
            _ => {}
        }
        write!(out, "{rest}")?;
    }
    Ok(())
}

/// The names of the files without their folders.
fn title(texts: &AlignedTexts) -> String {
    let names: Vec<&str> = texts.texts.iter().map(|text| short(&text.name)).collect();
    names.join(" · ")
}

fn short(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// What the script needs to know beside the texts, as attributes of the table.
fn data(texts: &AlignedTexts, rows: &str) -> String {
    let first = texts.texts.first().map_or("", |text| short(&text.name));
    let first = if first == "-" { "alignment" } else { first };
    let stem = first.strip_suffix(".txt").unwrap_or(first);
    // Work that the browser keeps belongs to these texts and these beads and to no others.
    let key = xxh3_64(format!("{}\n{rows}", heads(texts)).as_bytes());
    format!(
        "data-format=\"{FORMAT}\" data-version=\"{VERSION}\" data-limit=\"{SURE_ALIGNMENT}\" \
         data-key=\"{key:016x}\" data-result=\"{}.review.json\"{}",
        escape(stem),
        finer(texts)
    )
}

/// The pairs that are finer than their rows, for the result of the review; nothing where there are none.
fn finer(texts: &AlignedTexts) -> String {
    let beads = texts.rows.iter().flat_map(AlignedRow::finer);
    let written: Vec<String> = beads
        .map(|bead| {
            let numbers = |side: &std::ops::Range<usize>| side.clone().collect::<Vec<_>>();
            format!(
                r#"{{"texts": [{}, {}], "sides": [{:?}, {:?}], "score": {}}}"#,
                bead.texts.0,
                bead.texts.1,
                numbers(&bead.source),
                numbers(&bead.target),
                (bead.score * 1e4).round() / 1e4
            )
        })
        .collect();
    if written.is_empty() {
        return String::new();
    }
    format!(
        " data-finer=\"{}\"",
        escape(format!("[{}]", written.join(", ")))
    )
}

fn heads(texts: &AlignedTexts) -> String {
    let head = |text: &crate::align::InputText| {
        let (name, lang) = (escape(&*text.name), escape(text.lang.as_str()));
        format!(
            "<th role=\"columnheader\" scope=\"col\" data-name=\"{name}\" data-lang=\"{lang}\">{name} ({lang})</th>"
        )
    };
    texts.texts.iter().map(head).collect()
}

fn rows(texts: &AlignedTexts) -> String {
    let mut out = String::new();
    for (number, row) in texts.rows.iter().enumerate() {
        let linked = row.sides.iter().filter(|side| !side.is_empty()).count() > 1;
        let score = (row.score * 1e4).round() / 1e4;
        let (class, state) = match (linked, is_doubtful(row)) {
            (false, _) => ("unpaired", "unpaired".to_owned()),
            (true, true) => ("doubtful", format!("{} doubtful", shown_score(score))),
            (true, false) => ("open", shown_score(score)),
        };
        out.push_str(&format!(
            "<tr role=\"row\" class=\"{class}\" data-score=\"{score}\"><th role=\"rowheader\" scope=\"row\">\
             <span class=\"number\">{}</span><span class=\"state\">{state}</span></th>",
            number + 1
        ));
        for (at, text) in texts.texts.iter().enumerate() {
            let lang = escape(text.lang.as_str());
            out.push_str(&format!("<td role=\"gridcell\" lang=\"{lang}\">"));
            for segment in texts.segments(row, at) {
                out.push_str(&format!("<p>{}</p>", escape(&**segment)));
            }
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out
}

/// A score as people see it, with two digits: on the page and wherever else it is text. What decides is the score, so
/// one of 0.8999 shows as 0.90 and is doubtful.
pub fn shown_score(score: f64) -> String {
    // The page gets four digits and rounds them in the same way.
    let four = (score * 1e4).round() / 1e4;
    format!("{:.2}", (four * 100.0).round() / 100.0)
}
