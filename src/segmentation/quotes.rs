//! Straight quotation marks between Chinese sentences, where no blank says whether a mark closes or opens: 他走了。"我知道。"
//! Only the marks before it in the paragraph tell.

/// Whether a straight quotation mark is open, on the way through a paragraph.
#[derive(Debug, Default)]
pub(super) struct StraightQuotes {
    open: bool,
    /// The character before is a mark that opened behind the end of a sentence.
    just_opened: bool,
}

impl StraightQuotes {
    /// The first character of the paragraph.
    pub(super) fn begin(&mut self, first: char) {
        self.open = first == '"';
    }

    /// Goes on to the place before `rest`, which is not empty. Says whether the place is a border, where the marks tell.
    pub(super) fn step(&mut self, rest: &str, before: char) -> Option<bool> {
        let opened = std::mem::take(&mut self.just_opened);
        let mut characters = rest.chars();
        let after = characters.next()?;
        // An inch is no quotation.
        if after == '"' && !before.is_ascii_digit() {
            self.open = !self.open;
            let starts = characters.next().is_some_and(char::is_alphanumeric);
            if self.open && starts && matches!(before, '。' | '！' | '？') {
                self.just_opened = true;
                return Some(true);
            }
        }
        opened.then_some(false)
    }
}
