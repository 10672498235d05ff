//! What a line end is: a blank inside a sentence, the end of a paragraph, or the end of a segment.

use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// What a single line end is. A blank line is a border in every mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineMode {
    /// A blank: the lines of a paragraph are broken at some width.
    Wrapped,
    /// The end of a paragraph.
    Paragraph,
    /// The end of a segment: one segment a line, nothing else is cut.
    Segment,
}

impl LineMode {
    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wrapped => "wrapped",
            Self::Paragraph => "paragraph",
            Self::Segment => "segment",
        }
    }
}

/// What the lines of a text look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// The likely mode, never [`LineMode::Segment`].
    pub mode: LineMode,
    /// How many single line ends stand between two lines of text; where there are none the mode does not matter.
    pub line_ends: usize,
}

/// Wrapped lines are rarely wider than this many columns.
const WIDEST_WRAP: usize = 140;
/// Lines narrower than this are hardly wrapped ones; they are verses, lists or headings.
const NARROWEST_WRAP: usize = 30;
/// The share of lines that must be full before a text counts as wrapped.
const FULL_SHARE: f64 = 0.7;

/// Guesses whether a text's paragraphs are hard-wrapped. In a wrapped text a line is full: the first word of the
/// next line would not have fitted on it any more. Among very few lines, one that goes on in small letters counts.
pub fn guess_lines(text: &str) -> Guess {
    let lines: Vec<&str> = lines(text).map(str::trim).collect();
    let widest = lines.iter().map(|line| line.width()).max().unwrap_or(0);
    let pairs: Vec<(&str, &str)> = lines
        .windows(2)
        .filter(|pair| !pair[0].is_empty() && !pair[1].is_empty())
        .map(|pair| (pair[0], pair[1]))
        .collect();
    let count =
        |test: &dyn Fn(&str, &str) -> bool| pairs.iter().filter(|(a, b)| test(a, b)).count();
    let full =
        count(&|line, next| line.width() + first_word_width(next) >= widest.saturating_sub(4));
    let open = count(&|line, next| !ends_sentence(line) && next.starts_with(char::is_lowercase));
    let closed = count(&|line, _| ends_sentence(line));
    let ends = pairs.len();
    let share = |n: usize| n as f64 / ends.max(1) as f64;
    let wrapped = ends > 0
        && widest <= WIDEST_WRAP
        && ((widest >= NARROWEST_WRAP && share(full) >= FULL_SHARE && share(closed) < 0.5)
            || share(open) > 0.3);
    Guess {
        mode: if wrapped {
            LineMode::Wrapped
        } else {
            LineMode::Paragraph
        },
        line_ends: ends,
    }
}

/// Brings the guesses for texts that translate each other into line. Verses and lists may look wrapped in one language and not in the
/// other; where a text holds a paragraph a line, another one with as many lines between the same blank ones does so too.
pub fn agree(texts: &[&str], guesses: &mut [Guess]) {
    let lines_of_blocks = |text: &str| -> Vec<usize> {
        let mut blocks = vec![0];
        for line in lines(text) {
            match blocks.last_mut() {
                Some(0) | None if line.trim().is_empty() => {}
                Some(block) if !line.trim().is_empty() => *block += 1,
                _ => blocks.push(0),
            }
        }
        blocks.retain(|lines| *lines > 0);
        blocks
    };
    let of_mode = |mode: LineMode, guesses: &[Guess]| -> Vec<usize> {
        let found = |at: &usize| guesses[*at].line_ends > 0 && guesses[*at].mode == mode;
        (0..guesses.len().min(texts.len())).filter(found).collect()
    };
    let wrapped = of_mode(LineMode::Wrapped, guesses);
    let whole = of_mode(LineMode::Paragraph, guesses);
    if wrapped.is_empty() || whole.is_empty() {
        return;
    }
    let whole: Vec<Vec<usize>> = whole.iter().map(|at| lines_of_blocks(texts[*at])).collect();
    for at in wrapped {
        if whole.contains(&lines_of_blocks(texts[at])) {
            guesses[at].mode = LineMode::Paragraph;
        }
    }
}

/// The columns of the blank and the word that begins a line; of one character where words are not parted.
fn first_word_width(line: &str) -> usize {
    let word = line.split_whitespace().next().unwrap_or_default();
    match word.chars().next() {
        Some(c) if crate::text::is_han(c) => 2,
        _ => word.width() + 1,
    }
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(|c: char| {
        matches!(
            c,
            '"' | '\'' | '”' | '’' | '»' | ')' | '」' | '』' | '）' | ']'
        )
    })
    .ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// The stretches of a text that no segment crosses, as spans that follow one another and hold all that is not
/// white space.
pub(super) fn blocks(text: &str, mode: LineMode) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut open: Option<Range<usize>> = None;
    for line in line_spans(text) {
        let content = &text[line.clone()];
        if content.trim().is_empty() {
            out.extend(open.take());
            continue;
        }
        let begins = mode != LineMode::Wrapped || begins_paragraph(content);
        match &mut open {
            Some(block) if !begins => block.end = line.end,
            _ => {
                out.extend(open.take());
                open = Some(line);
            }
        }
    }
    out.extend(open);
    out
}

/// Chinese paragraphs begin with two ideographic spaces; items of a list with a bullet.
fn begins_paragraph(line: &str) -> bool {
    line.starts_with("\u{3000}\u{3000}")
        || ["- ", "* ", "• ", "– ", "— ", "· "]
            .iter()
            .any(|mark| line.trim_start().starts_with(mark))
}

/// Whether a character ends a line.
pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The lines of a text with their ends, whatever ends them: `\r\n`, `\n`, a bare `\r`, or a separator of Unicode.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    line_spans(text).into_iter().map(|span| &text[span])
}

/// The lines with their ends; `\r\n`, `\n`, `\r` and the separators of Unicode end one.
pub fn line_spans(text: &str) -> Vec<Range<usize>> {
    spans_ended_by(text, is_line_end)
}

/// The lines of a file that holds a segment a line: only `\r\n`, `\n` and a bare `\r` end one. The separators of
/// Unicode may stand inside of a segment, as any other character.
pub fn file_line_spans(text: &str) -> Vec<Range<usize>> {
    spans_ended_by(text, |c| matches!(c, '\r' | '\n'))
}

fn spans_ended_by(text: &str, is_end: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let ends = match c {
            '\r' => characters.peek().is_none_or(|(_, next)| *next != '\n'),
            _ => is_end(c),
        };
        if ends {
            out.push(start..at + c.len_utf8());
            start = at + c.len_utf8();
        }
    }
    if start < text.len() {
        out.push(start..text.len());
    }
    out
}

/// Which of the segments of a text, given as spans in bytes and none blank, begin a paragraph: behind a blank line, or
/// where every line end is the end of a paragraph.
pub fn paragraphs(text: &str, spans: &[Range<usize>], mode: LineMode) -> Vec<usize> {
    let least = match mode {
        LineMode::Paragraph => 1,
        LineMode::Wrapped | LineMode::Segment => 2,
    };
    let begins = |pair: &[Range<usize>]| {
        let (before, after) = (&text[pair[0].clone()], &text[pair[1].clone()]);
        let from = pair[0].start + before.trim_end().len();
        let to = pair[1].end - after.trim_start().len();
        let between = text.get(from..to).unwrap_or_default();
        let ends = |line: &Range<usize>| between[line.clone()].ends_with(is_line_end);
        line_spans(between).iter().filter(|line| ends(line)).count() >= least
    };
    spans
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| begins(pair))
        .map(|(at, _)| at + 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_line_begins_a_paragraph() {
        for (text, mode, begins) in [
            (
                "One. |Two.\n \n|Three.\n  |Four.",
                LineMode::Wrapped,
                vec![2],
            ),
            (
                "One. |Two.\r\n|Three.\r\n\r\n|Four.",
                LineMode::Segment,
                vec![3],
            ),
            (
                "Heading\n|One. |Two.\r\n|Three.",
                LineMode::Paragraph,
                vec![1, 3],
            ),
            ("One.|Two.", LineMode::Paragraph, vec![]),
            ("One.", LineMode::Paragraph, vec![]),
        ] {
            let mut spans = Vec::new();
            let mut plain = String::new();
            for piece in text.split('|') {
                spans.push(plain.len()..plain.len() + piece.len());
                plain.push_str(piece);
            }
            assert_eq!(paragraphs(&plain, &spans, mode), begins, "{text:?}");
        }
    }

    #[test]
    fn translations_agree_on_what_a_line_is() {
        let verses = "At dawn the caravan went down the road\nthat leads from the mountains to the sea\nand in the evening came to the old walls\nwhere someone kept a lamp for all of us.";
        let others = "Sübh tezdən karvan yola endi.\nO yol dağlardan mavi dənizə aparırdı.\nAxşam köhnə divarlara çatdı.\nOrada hamımız üçün çıraq yanırdı.";
        assert_eq!(guess_lines(verses).mode, LineMode::Wrapped);
        assert_eq!(guess_lines(others).mode, LineMode::Paragraph);
        let modes = |texts: &[&str]| -> Vec<LineMode> {
            let mut guesses: Vec<Guess> = texts.iter().map(|text| guess_lines(text)).collect();
            agree(texts, &mut guesses);
            guesses.iter().map(|guess| guess.mode).collect()
        };
        assert_eq!(modes(&[verses, others]), [LineMode::Paragraph; 2]);
        assert_eq!(modes(&[others, verses]), [LineMode::Paragraph; 2]);
        // With a line more, or other blank lines, it may be wrapped.
        let longer = format!("{others}\nSon.");
        let parted = others.replacen('\n', "\n\n", 1);
        for other in [longer, parted] {
            let found = modes(&[verses, &other]);
            assert_eq!(found, [LineMode::Wrapped, LineMode::Paragraph]);
        }
    }

    #[test]
    fn wrapped_lines_are_full() {
        let wrapped = "The ambassador said at the opening of the forum that both\ncountries would go on working together in the fields of trade,\nenergy and transport. She thanked the hosts for their warm and\ngenerous welcome.";
        let chinese = "双方将继续在贸易、能源和交通等领域开展合作，并感谢东道主的\n热情接待。与会代表还就下一阶段的工作安排交换了意见，并商定\n明年再次举行会议。";
        for (text, mode) in [
            (wrapped, LineMode::Wrapped),
            (chinese, LineMode::Wrapped),
            (
                "One sentence.\nAnother sentence that is longer.\nA third.",
                LineMode::Paragraph,
            ),
            (
                "A heading\nA paragraph that follows it and is much longer than the heading.",
                LineMode::Paragraph,
            ),
            ("One line only.", LineMode::Paragraph),
        ] {
            assert_eq!(guess_lines(text).mode, mode, "{text}");
        }
        assert_eq!(guess_lines("a\n\nb").line_ends, 0);
        for end in ["\r\n", "\r"] {
            assert_eq!(
                guess_lines(&wrapped.replace('\n', end)),
                guess_lines(wrapped)
            );
        }
    }
}
