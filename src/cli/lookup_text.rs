//! Matches as people read them: the score first, then what differs, then the translation.

use anstyle::{AnsiColor, Effects, Style};
use karvan::lang::Lang;
use karvan::matching::{Adjusted, Kind, Penalty, Prepared, Side, diff};
use karvan::memory::{PivotPath, TranslationMatch};
use karvan::report::{self, Marks};
use karvan::text::{differ_unseen, normalize, single_spaced, with_code_points};
use std::io::{self, Write};

/// What is printed for one query.
pub(crate) struct View<'a> {
    pub(crate) query: &'a str,
    pub(crate) matches: &'a [TranslationMatch],
    pub(crate) lang: &'a Lang,
    pub(crate) explain: bool,
    pub(crate) show_query: bool,
    pub(crate) min: f64,
    pub(crate) marks: Marks,
    /// Whether something stands above it, so that a blank line is due.
    pub(crate) follows: bool,
}

const DIM: Style = Style::new().effects(Effects::DIMMED);
const OLD: Style = AnsiColor::Red.on_default().effects(Effects::STRIKETHROUGH);
const NEW: Style = AnsiColor::Green.on_default();
const BOLD: Style = Style::new().bold();
/// The label of a translation with exchanged numbers.
const ADJUSTED: &str = "adjusted";

/// A score as it is shown: one decimal.
pub(crate) fn shown(score: f64) -> f64 {
    (score * 10.0).round() / 10.0
}

/// The date part of `YYYYMMDDThhmmssZ`, with hyphens.
pub(crate) fn day(date: &str) -> String {
    match (date.get(..4), date.get(4..6), date.get(6..8)) {
        (Some(y), Some(m), Some(d)) => format!("{y}-{m}-{d}"),
        _ => date.to_owned(),
    }
}

/// Prints the matches of one query.
pub(crate) fn print(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    if view.follows {
        writeln!(out)?;
    }
    if view.show_query {
        writeln!(out, "{BOLD}› {}{BOLD:#}", one_line(view.query))?;
    }
    if view.matches.is_empty() {
        writeln!(out, "{DIM}no match at {} % or more{DIM:#}", shown(view.min))?;
    }
    let query = Prepared::new(view.query, view.lang);
    for (n, found) in view.matches.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        print_match(out, view, &query, found)?;
    }
    Ok(())
}

fn print_match(
    out: &mut impl Write,
    view: &View<'_>,
    query: &Prepared,
    found: &TranslationMatch,
) -> io::Result<()> {
    let value = found.scored.value;
    let color = match value {
        v if v >= 95.0 => AnsiColor::Green,
        v if v >= 85.0 => AnsiColor::Yellow,
        _ => AnsiColor::Red,
    };
    let score = color.on_default().bold();
    let kind = match found.scored.kind {
        Kind::Context => "context",
        Kind::Exact => "exact",
        Kind::Fuzzy => "fuzzy",
    };
    let origin = found.origin.as_deref().unwrap_or("-");
    write!(out, "{score}{:>5.1} %{score:#}  {kind}", shown(value))?;
    if found.units > 1 {
        write!(out, " ×{}", found.units)?;
    }
    write!(
        out,
        "  {DIM}{} · {} · {}{DIM:#}",
        one_line(origin),
        day(&found.date),
        one_line(&found.name())
    )?;
    if found.fallback {
        write!(
            out,
            "  {DIM}({} → {}){DIM:#}",
            found.source_lang, found.target_lang
        )?;
    }
    // Without it a text that is the same word by word would be a riddle; both legs of a pivot have a line of their own.
    if found.pivot.is_none() && !found.penalties().is_empty() {
        write!(out, "  {DIM}({}){DIM:#}", taken_off(found))?;
    }
    writeln!(out)?;
    let width = [found.source_lang.as_str(), found.target_lang.as_str()]
        .into_iter()
        .chain(found.adjusted.is_some().then_some(ADJUSTED))
        .map(str::len)
        .max()
        .unwrap_or_default();
    writeln!(
        out,
        "  {DIM}{:<width$}{DIM:#}  {}",
        found.source_lang.as_str(),
        differences(
            query,
            &Prepared::new(&found.source, view.lang),
            view.marks,
            str::to_owned
        )
    )?;
    if let Some(adjusted) = &found.adjusted {
        writeln!(
            out,
            "  {NEW}{ADJUSTED:<width$}{NEW:#}  {}",
            exchanged(adjusted, view.marks)
        )?;
    }
    // The one to take is the bold one.
    let style = if found.adjusted.is_some() { DIM } else { BOLD };
    writeln!(
        out,
        "  {DIM}{:<width$}{DIM:#}  {style}{}{style:#}",
        found.target_lang.as_str(),
        one_line(&found.target)
    )?;
    if let Some(path) = &found.pivot {
        print_pivot(out, found, path)?;
    }
    if view.explain {
        explain(out, query, found, view.lang)?;
    }
    Ok(())
}

/// The text that both legs share, their units, and what was taken off.
fn print_pivot(out: &mut impl Write, found: &TranslationMatch, path: &PivotPath) -> io::Result<()> {
    writeln!(
        out,
        "  {DIM}via {}: {}  ({} → {}; {}){DIM:#}",
        path.lang,
        one_line(&path.text),
        found.name(),
        path.target_name(),
        taken_off(found)
    )
}

/// What was taken off a match, and why.
fn taken_off(found: &TranslationMatch) -> String {
    let taken_off = |p: &Penalty| format!("−{:.1} {}", p.points, penalty_name(p));
    let penalties: Vec<String> = found.penalties().iter().map(taken_off).collect();
    penalties.join(", ")
}

/// A penalty's name, and of a pivoted match the side of the pivot that it belongs to.
fn penalty_name(penalty: &Penalty) -> String {
    let name = serde_json::to_value(penalty.name).unwrap_or_default();
    let side = match penalty.leg {
        None => "",
        Some(Side::Source) => " to the pivot",
        Some(Side::Target) => " from the pivot",
    };
    format!("{}{side}", name.as_str().unwrap_or_default())
}

/// The translation with exchanged numbers, those marked as the query's.
fn exchanged(adjusted: &Adjusted, marks: Marks) -> String {
    let mut out = String::new();
    let mut at = 0;
    for exchange in &adjusted.exchanges {
        out.push_str(&format!(
            "{BOLD}{}{BOLD:#}",
            report::one_line(&adjusted.text[at..exchange.span.start])
        ));
        out.push_str(&new_words(&exchange.to, marks, NEW.bold()));
        at = exchange.span.end;
    }
    let rest = report::one_line(&adjusted.text[at..]);
    out.push_str(&format!("{BOLD}{rest}{BOLD:#}"));
    out
}

/// Words of the query among stored ones.
fn new_words(text: &str, marks: Marks, style: Style) -> String {
    let text = report::one_line(text);
    match marks {
        Marks::Colour => format!("{style}{text}{style:#}"),
        Marks::Brackets => format!("{{+{text}+}}"),
    }
}

/// Runs of blanks as one, and nothing that drives the terminal.
fn one_line(text: &str) -> String {
    report::one_line(single_spaced(text))
}

/// The words of a text with those that stood in an earlier one instead, in colour or between brackets; where they differ in what
/// cannot be seen, its characters too, by their numbers.
pub(crate) fn changed_words(text: &str, earlier: &str, lang: &Lang, colour: bool) -> String {
    let marks = if colour {
        Marks::Colour
    } else {
        Marks::Brackets
    };
    if differ_unseen(text, earlier) || normalize(text) == normalize(earlier) {
        let (text, earlier) = (Prepared::exact(text), Prepared::exact(earlier));
        return differences(&text, &earlier, marks, |run| {
            // A blank beside a word is seen with it.
            let core = run.trim_matches(' ');
            let [before, after] = match run.split_once(core) {
                Some((before, after)) if !core.is_empty() => [before, after],
                _ => return with_code_points(run),
            };
            format!("{before}{}{after}", with_code_points(core))
        });
    }
    let (text, earlier) = (Prepared::new(text, lang), Prepared::new(earlier, lang));
    differences(&text, &earlier, marks, str::to_owned)
}

/// The earlier sentence with what differs from the query: its words struck out in red, the query's in green;
/// without colour `[-its words-]{+the query's+}`. `show` says how what differs is shown.
fn differences(
    query: &Prepared,
    unit: &Prepared,
    marks: Marks,
    show: impl Fn(&str) -> String,
) -> String {
    let mut out = String::new();
    let mut change = Change::default();
    let (mut unit_at, mut query_at) = (0, 0);
    for step in diff(query, unit) {
        let unit_span = step.unit.clone().unwrap_or(unit_at..unit_at);
        let query_span = step.query.clone().unwrap_or(query_at..query_at);
        let unit_gap = &report::one_line(&unit.text()[unit_at..unit_span.start]);
        let query_gap = &report::one_line(&query.text()[query_at..query_span.start]);
        if step.cost == 0 {
            let gap_in_change = change.flush(&mut out, marks, &show);
            out.push_str(if unit_gap.is_empty() && gap_in_change {
                query_gap
            } else {
                unit_gap
            });
            out.push_str(&report::one_line(&unit.text()[unit_span.clone()]));
        } else {
            if change.is_empty() {
                out.push_str(if step.unit.is_some() {
                    unit_gap
                } else {
                    query_gap
                });
            } else {
                if step.unit.is_some() && !change.old.is_empty() {
                    change.old.push_str(unit_gap);
                }
                if step.query.is_some() && !change.new.is_empty() {
                    change.new.push_str(query_gap);
                }
            }
            change.old.push_str(&unit.text()[unit_span.clone()]);
            change.new.push_str(&query.text()[query_span.clone()]);
        }
        (unit_at, query_at) = (unit_span.end, query_span.end);
    }
    change.flush(&mut out, marks, &show);
    out
}

/// A run of tokens that differ.
#[derive(Default)]
struct Change {
    old: String,
    new: String,
}

impl Change {
    fn is_empty(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }

    /// Writes the run and empties it. `true`: there was one.
    fn flush(&mut self, out: &mut String, marks: Marks, show: impl Fn(&str) -> String) -> bool {
        let any = !self.is_empty();
        if !self.old.is_empty() {
            let old = report::one_line(show(&self.old));
            out.push_str(&match marks {
                Marks::Colour => format!("{OLD}{old}{OLD:#}"),
                Marks::Brackets => format!("[-{old}-]"),
            });
        }
        if !self.new.is_empty() {
            // Colours alone would run old and new words together.
            if marks == Marks::Colour && !self.old.is_empty() {
                out.push(' ');
            }
            out.push_str(&new_words(&show(&self.new), marks, NEW));
        }
        *self = Self::default();
        any
    }
}

fn explain(
    out: &mut impl Write,
    query: &Prepared,
    found: &TranslationMatch,
    lang: &Lang,
) -> io::Result<()> {
    let unit = Prepared::new(&found.source, lang);
    for step in diff(query, &unit).into_iter().filter(|s| s.cost > 0) {
        let text = |prepared: &Prepared, span: Option<std::ops::Range<usize>>| {
            span.map_or("∅".to_owned(), |span| {
                report::one_line(&prepared.text()[span])
            })
        };
        writeln!(
            out,
            "  {DIM}  {:>3}  {} → {}{DIM:#}",
            step.cost,
            text(&unit, step.unit),
            text(query, step.query)
        )?;
    }
    writeln!(
        out,
        "  {DIM}  cost {} of {}: {:.1} %{DIM:#}",
        found.score.cost,
        found.score.weight,
        shown(found.score.value())
    )?;
    if found.score.cost == 0 && !found.score.identical {
        writeln!(
            out,
            "  {DIM}  no token differs, but the texts are not the same (an invisible mark, perhaps): at most 99 %{DIM:#}"
        )?;
    }
    for exchange in found.adjusted.iter().flat_map(|a| &a.exchanges) {
        writeln!(
            out,
            "  {DIM}  exchanged: {} → {}{DIM:#}",
            exchange.from, exchange.to
        )?;
    }
    for penalty in found.penalties() {
        writeln!(
            out,
            "  {DIM}  −{:.1}  {}{DIM:#}",
            penalty.points,
            penalty_name(penalty)
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_marked_word_by_word() {
        let lang = Lang::parse("en").unwrap();
        for (query, unit, shown) in [
            (
                "The visit was short.",
                "The visit was long.",
                "The visit was [-long-]{+short+}.",
            ),
            ("The state visit", "The visit", "The {+state +}visit"),
            ("The visit", "The state visit", "The [-state -]visit"),
            ("a b", "a b", "a b"),
            ("a\u{a0}b", "a b", "a[-<U+0020>-]{+<U+00A0>+}b"),
            ("a  b", "a b", "a {+<U+0020>+}b"),
            ("x", " x\n", "[-<U+0020>-]x[-<U+000A>-]"),
            (
                "cafe\u{301} x",
                "café y",
                "[-café-]{+cafe<U+0301>+} [-y-]{+x+}",
            ),
            ("ko\u{ad}op", "koop", "[-koop-]{+ko<U+00AD>op+}"),
            ("a  b c", "a b  c", "a {+<U+0020>+}b[-<U+0020>-] c"),
        ] {
            let plain = changed_words(query, unit, &lang, false);
            let squeeze = |t: &str| t.replace(" +}", "+} ").replace(" -]", "-] ");
            assert_eq!(squeeze(&plain), squeeze(shown));
        }
    }
}
