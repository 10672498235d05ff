//! Hits as people read them: what was searched for in one column, the words around it beside it, the translation under
//! it.

use super::concordance::name;
use anstyle::{AnsiColor, Effects, Style};
use karvan::lang::Lang;
use karvan::memory::Hit;
use karvan::report::{Marks, one_line};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a line that goes to no terminal, or to one that does not say its width.
const LINE: usize = 100;
/// No line is made narrower.
const NARROWEST: usize = 40;

const DIM: Style = Style::new().effects(Effects::DIMMED);
const HIT: Style = AnsiColor::Yellow.on_default().bold();

/// How the lines are laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns {
    /// Columns of a line; a Chinese character takes two.
    width: usize,
    /// Columns of the language tags.
    tag: usize,
    /// Whether translations are wrapped: on a terminal.
    wrapped: bool,
    marks: Marks,
}

impl Columns {
    /// Those of the terminal, or of a file.
    pub(crate) fn of(file: Option<&Path>, langs: [Option<&Lang>; 2]) -> Self {
        let on_terminal =
            file.is_none_or(|file| file == Path::new("-")) && io::stdout().is_terminal();
        let size = terminal_size::terminal_size_of(io::stdout()).filter(|_| on_terminal);
        let tags = langs.into_iter().flatten().map(|lang| lang.as_str().len());
        Self {
            width: size
                .map_or(LINE, |(width, _)| usize::from(width.0))
                .max(NARROWEST),
            tag: tags.max().unwrap_or(2),
            wrapped: on_terminal,
            marks: super::marks(file),
        }
    }

    /// Where hits stand.
    fn hit(&self) -> usize {
        self.width * 2 / 5
    }
}

/// Prints a hit; all but the first with a blank line above.
pub(crate) fn print(
    out: &mut impl Write,
    hit: &Hit,
    columns: &Columns,
    first: bool,
) -> io::Result<()> {
    if !first {
        writeln!(out)?;
    }
    let origin = hit.origin.as_deref().unwrap_or("-");
    let (origin, name) = (one_line(origin), one_line(name(hit)));
    writeln!(out, "{DIM}{origin} · {name}{DIM:#}")?;
    let mut shown = 0;
    while shown < hit.spans.len() {
        let tag = if shown == 0 { hit.lang.as_str() } else { "" };
        let lead = lead(tag, columns);
        let around = columns.hit().saturating_sub(lead.width());
        let before = one_line(last(&hit.text[..hit.spans[shown].start], around));
        let (line, more) = from_hit(hit, shown, columns);
        writeln!(out, "{DIM}{lead}{DIM:#}{}{line}", ending(&before, around))?;
        // What did not fit beside it has a line of its own.
        shown += more;
    }
    for (lang, text) in &hit.translations {
        let text = one_line(text);
        let mut lead = lead(lang.as_str(), columns);
        let room = columns.width.saturating_sub(lead.width());
        let lines = if columns.wrapped {
            wrap(text.trim(), room)
        } else {
            vec![text.trim()]
        };
        for line in lines {
            writeln!(out, "{DIM}{lead}{DIM:#}{line}")?;
            lead = " ".repeat(lead.width());
        }
    }
    Ok(())
}

fn lead(tag: &str, columns: &Columns) -> String {
    format!("  {tag:<width$}  ", width = columns.tag)
}

/// Characters that are looked at for each column: some take none. A text of megabytes may hold a word 100,000 times, and its lines
/// show little of it.
const A_COLUMN: usize = 16;

/// As much of the end of a text as its lines can show.
fn last(text: &str, columns: usize) -> &str {
    let most = (columns + 2) * A_COLUMN;
    let start = text.char_indices().rev().nth(most - 1);
    &text[start.map_or(0, |(at, _)| at)..]
}

/// As much of the beginning of a text as its lines can show.
fn first(text: &str, columns: usize) -> &str {
    let end = text.char_indices().nth((columns + 2) * A_COLUMN);
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// The end of a text, in exactly so many columns.
fn ending(text: &str, room: usize) -> String {
    let width = text.width();
    if width <= room {
        return format!("{}{text}", " ".repeat(room - width));
    }
    // The mark of the cut takes a column.
    let (mut used, mut start) = (1, text.len());
    for (at, c) in text.char_indices().rev() {
        let width = c.width().unwrap_or(0);
        if used + width > room {
            break;
        }
        (used, start) = (used + width, at);
    }
    let kept = &text[start..];
    let parts_a_word = !kept.starts_with(' ') && !text[..start].ends_with(' ');
    // Half a word says little; Chinese characters stand alone.
    let kept = match kept.split_once(' ') {
        Some((part, rest)) if parts_a_word && part.width() == part.chars().count() => rest,
        _ => kept,
    };
    let blanks = " ".repeat(room.saturating_sub(kept.width() + 1));
    format!("{blanks}…{kept}")
}

/// The text from a hit on, cut to the line, and how many hits are seen in it.
fn from_hit(hit: &Hit, from: usize, columns: &Columns) -> (String, usize) {
    let room = columns.width - columns.hit();
    let mut line = String::new();
    let (mut used, mut seen) = (0, 0);
    let mut at = hit.spans[from].start;
    for span in &hit.spans[from..] {
        let between = one_line(&hit.text[at..span.start]);
        let found = one_line(&hit.text[span.clone()]);
        let brackets = match columns.marks {
            Marks::Colour => 0,
            Marks::Brackets => 2,
        };
        // A column is kept for the mark of a cut.
        let next = between.width() + found.width() + brackets;
        if seen > 0 && used + next >= room {
            break;
        }
        let found = beginning(&found, room - used - between.width() - brackets);
        line.push_str(&between);
        line.push_str(&match columns.marks {
            Marks::Colour => format!("{HIT}{found}{HIT:#}"),
            Marks::Brackets => format!("[{found}]"),
        });
        used += next;
        seen += 1;
        at = span.end;
    }
    let after = one_line(first(&hit.text[at..], room));
    line.push_str(beginning(after.trim_end(), room.saturating_sub(used)).trim_end());
    (line, seen)
}

/// The beginning of a text, in at most so many columns.
fn beginning(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        out.push(c);
    }
    if room > 0 {
        out.push('…');
    }
    out
}

/// Cuts a text into lines of at most so many columns: at blanks, between characters that take two, else anywhere.
fn wrap(text: &str, room: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut used) = (0, 0);
    let mut border = 0;
    let mut last_wide = false;
    for (at, c) in text.char_indices() {
        let width = c.width().unwrap_or(0);
        if c == ' ' || (width == 2 || last_wide) && !is_closing(c) {
            border = at;
        }
        if used + width > room && c != ' ' && at > start {
            let end = if border > start { border } else { at };
            lines.push(text[start..end].trim_end());
            start = end + text[end..].len() - text[end..].trim_start().len();
            used = text[start..at.max(start)].width();
        }
        used += width;
        last_wide = width == 2;
    }
    lines.push(text[start..].trim_end());
    lines
}

/// Marks that do not begin a line.
fn is_closing(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '）'
            | '》'
            | '”'
            | '’'
            | ','
            | '.'
            | ')'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_ends_in_its_column() {
        for (text, room, shown) in [
            ("the Middle ", 14, "   the Middle "),
            ("the Middle ", 8, "…Middle "),
            ("加强互利", 8, "加强互利"),
            ("加强互利", 7, "…强互利"),
            ("加强互利", 6, " …互利"),
            ("", 3, "   "),
            ("abc", 0, "…"),
        ] {
            assert_eq!(ending(text, room), shown, "{text} {room}");
        }
    }

    #[test]
    fn beginnings_say_that_they_are_cut() {
        assert_eq!(beginning("partnership", 11), "partnership");
        assert_eq!(beginning("partnership", 8), "partner…");
        assert_eq!(beginning("全面战略伙伴", 8), "全面战…");
        assert_eq!(beginning("x", 0), "");
    }

    #[test]
    fn translations_are_wrapped_and_lose_nothing() {
        for (text, room, lines) in [
            (
                "Tərəflər birgə bəyanat imzaladılar.",
                14,
                vec!["Tərəflər birgə", "bəyanat", "imzaladılar."],
            ),
            ("双方签署了联合声明。", 10, vec!["双方签署了", "联合声明。"]),
            ("双方签署了，会谈", 10, vec!["双方签署", "了，会谈"]),
            (
                "honorificabilitudinitatibus",
                10,
                vec!["honorifica", "bilitudini", "tatibus"],
            ),
            ("", 10, vec![""]),
        ] {
            assert_eq!(wrap(text, room), lines);
        }
    }
}
