//! Several readers while one writes: each answer is that of the memory before an act or after it, and no reader fails.
#![cfg(unix)]

mod running;

use karvan::store::{Mode, Store};
use running::{Asked, copy_of, karvan, questions, run, statement, write_tmx};
use std::path::Path;

/// The answers of a process that looks at the memory as it is now, question by question.
fn fresh_answers(memory: &Path) -> Vec<String> {
    let ask = |(source, target, text): &(&str, &str, String)| {
        let mut asked = Asked::start(memory, source, target);
        let answer = asked.ask(text);
        assert_eq!(asked.end(), "");
        answer
    };
    questions().iter().map(ask).collect()
}

/// Asks all readers round about while an act runs, and one new process in each round. A reader that has once seen the
/// new state stays with it.
fn ask_during(
    act: &mut dyn FnMut() -> bool,
    readers: &mut [(usize, Asked)],
    memory: &Path,
    states: [&[String]; 2],
) {
    let questions = questions();
    let differ: Vec<bool> = states[0]
        .iter()
        .zip(states[1])
        .map(|(a, b)| a != b)
        .collect();
    let mut is_new = vec![false; readers.len()];
    let mut running = true;
    while running {
        // One more round when it has ended: all see the new state then.
        running = act();
        for ((number, reader), is_new) in readers.iter_mut().zip(&mut is_new) {
            let question = &questions[*number].2;
            let answer = reader.ask(question);
            if differ[*number] {
                let now = answer == states[1][*number];
                assert!(now || answer == states[0][*number], "{question}: {answer}");
                assert!(
                    now || !*is_new,
                    "{question}: back to the old state: {answer}"
                );
                *is_new = now;
                assert!(now || running, "{question}: still the old state: {answer}");
            } else {
                assert_eq!(answer, states[0][*number]);
            }
        }
        let (source, target, text) = &questions[0];
        let format = ["--format", "jsonl", "--min", "60", "--limit", "20"];
        let once = karvan(&["lookup", text, "-s", source, "-t", target], memory)
            .args(format)
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&once.stderr), "");
        let answer = String::from_utf8(once.stdout).unwrap();
        assert!(
            states.iter().any(|state| state[0] == answer),
            "{text}: {answer}"
        );
    }
}

#[test]
fn readers_see_the_old_state_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (memory, shadow) = (path("tm.db"), path("shadow.db"));
    // The new units hold the old texts too, so that every answer changes.
    write_tmx(&path("old.tmx"), 0..200);
    write_tmx(&path("new.tmx"), (3_000..3_400).chain(5_000..5_010));
    let (mut en, mut az) = (String::new(), String::new());
    for n in [40, 8, 5_007, 41, 9] {
        let s = statement(n);
        en.push_str(&format!("{}\n", s.en));
        az.push_str(&format!("{}\n", s.az));
    }
    std::fs::write(path("talks.en.txt"), en).unwrap();
    std::fs::write(path("talks.az.txt"), az).unwrap();
    let name = |file: &str| path(file).to_str().unwrap().to_owned();
    run(&["import", &name("old.tmx")], &memory);

    let questions = questions();
    let mut readers: Vec<(usize, Asked)> = (0..questions.len())
        .map(|n| (n, Asked::start(&memory, questions[n].0, questions[n].1)))
        .collect();
    let new = name("new.tmx");
    let (talks_en, talks_az) = (name("talks.en.txt"), name("talks.az.txt"));
    let aligned = [
        "align",
        &talks_en,
        &talks_az,
        "-s",
        "en",
        "-t",
        "az",
        "--presegmented",
        "--import",
        "--force",
    ];
    let acts: [&[&str]; 3] = [&["import", &new], &aligned, &["reindex"]];
    let mut before = fresh_answers(&memory);
    for arguments in acts {
        // The same act on a copy says what the answers will be.
        run(arguments, &copy_of(&memory, &shadow, None));
        let after = fresh_answers(&shadow);
        assert_eq!(before == after, arguments == ["reindex"], "{arguments:?}");
        let mut child = karvan(arguments, &memory).spawn().unwrap();
        let mut act = || match child.try_wait().unwrap() {
            None => true,
            Some(status) => {
                assert!(status.success());
                false
            }
        };
        ask_during(&mut act, &mut readers, &memory, [&before, &after]);
        before = after;
    }

    // A deletion that a test can stop half way: nothing of it is seen before its end.
    let mut store = Store::open(&memory, Mode::Write).unwrap();
    let mut writing = store.write("delete", None, true).unwrap();
    for unit in 1..150 {
        writing.delete(unit).unwrap();
    }
    let mut rounds = 0;
    let mut half = || {
        rounds += 1;
        rounds < 2
    };
    ask_during(&mut half, &mut readers, &memory, [&before, &before]);
    writing.commit().unwrap();
    drop(store);
    let after = fresh_answers(&memory);
    assert_ne!(before, after);
    ask_during(&mut || false, &mut readers, &memory, [&before, &after]);
    for (_, reader) in readers {
        assert_eq!(reader.end(), "");
    }
    running::assert_sound(&memory, "after all");
}
