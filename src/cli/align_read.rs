//! The texts that `karvan align` reads: their languages, and how they are cut.

use super::Global;
use super::align::Args;
use super::output::{counted, warn};
use super::segment::no_text;
use karvan::align::InputText;
use karvan::error::{Error, Result};
use karvan::format::article::{Article, Markup};
use karvan::lang::Lang;
use karvan::segmentation::{LineMode, Rules, clean, file_line_spans, filled, paragraphs};
use karvan::text::unlike;
use std::path::Path;

pub(super) fn languages(args: &Args, texts: usize) -> Result<Vec<Lang>> {
    let langs: Vec<Lang> = args
        .source_lang
        .iter()
        .chain(&args.target_lang)
        .map(|tag| Lang::parse(tag))
        .collect::<Result<_>>()?;
    if langs.len() != texts {
        return Err(Error::usage(
            format!(
                "{} but {}",
                counted(texts - 1, "target text", "target texts"),
                counted(langs.len() - 1, "target language", "target languages")
            ),
            "say -t LANG once for each target text, in the order of the texts",
        ));
    }
    for (at, lang) in langs.iter().enumerate() {
        if langs[..at].iter().any(|other| other.fit(lang).is_some()) {
            return Err(Error::usage(
                format!("two of the texts have the same language, {lang}"),
                "give each text its own language with -s and -t",
            ));
        }
    }
    Ok(langs)
}

/// Reads a text as the flags say; one with a segment a line has no markup.
pub(super) fn read_article(args: &Args, file: &Path, lang: &Lang) -> Result<Article> {
    if args.presegmented {
        Article::read(file, lang, Some(Markup::Plain))
    } else {
        args.cutting.read(file, lang)
    }
}

/// Cuts a text into segments; `lines` says what a single line end in it is.
pub(super) fn input_text(
    args: &Args,
    article: &Article,
    lines: LineMode,
    file: &Path,
    lang: Lang,
    rules: &Rules,
) -> Result<InputText> {
    let text = article.text.as_str();
    let (lines, spans) = if args.presegmented {
        let mut spans = file_line_spans(text);
        spans.retain(|span| !text[span.clone()].trim().is_empty());
        (LineMode::Segment, spans)
    } else {
        (lines, filled(text, &lang, rules, lines)?)
    };
    if spans.is_empty() {
        return Err(no_text(file));
    }
    let paragraphs = paragraphs(text, &spans, lines);
    let segments = spans.into_iter().map(|span| clean(&text[span])).collect();
    Ok(InputText {
        name: file.display().to_string(),
        lang,
        segments,
        paragraphs,
    })
}

/// Tells which texts are plainly in another language than was said, those of a language together.
pub(super) fn tell_unlike<'t>(texts: impl Iterator<Item = &'t InputText>, global: &Global) {
    // The language, its first text, why, and how many there are.
    let mut found: Vec<(&Lang, &str, String, usize)> = Vec::new();
    for text in texts {
        let Some(why) = unlike(&text.segments.join(" "), &text.lang) else {
            continue;
        };
        match found.iter_mut().find(|(lang, ..)| **lang == text.lang) {
            Some((.., count)) => *count += 1,
            None => found.push((&text.lang, &text.name, why, 1)),
        }
    }
    for (lang, name, why, count) in found {
        let others = match count - 1 {
            0 => String::new(),
            others => format!(
                " ({} of that language too)",
                counted(others, "other text", "other texts")
            ),
        };
        warn(
            global,
            &format!(
                "{name}: this does not look like {lang}: {why}{others}; look at the languages after -s and -t"
            ),
        );
    }
}
