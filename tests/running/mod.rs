//! Memories of made-up sentences, and the program as others run it: as a process that can be killed, asked and watched.
#![allow(dead_code, unreachable_pub)]

use karvan::store::{Mode, Store};
use std::fmt::Write;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

/// One unit: the same statement in three languages.
pub struct Statement {
    pub en: String,
    pub az: String,
    pub zh: String,
}

const SIDES: [(&str, &str, &str); 8] = [
    ("Azerbaijan", "Azərbaycan", "阿塞拜疆"),
    ("China", "Çin", "中国"),
    ("Georgia", "Gürcüstan", "格鲁吉亚"),
    ("Kazakhstan", "Qazaxıstan", "哈萨克斯坦"),
    ("Türkiye", "Türkiyə", "土耳其"),
    ("Italy", "İtaliya", "意大利"),
    ("Hungary", "Macarıstan", "匈牙利"),
    ("Uzbekistan", "Özbəkistan", "乌兹别克斯坦"),
];

const ACTS: [(&str, &str, &str); 6] = [
    (
        "signed a memorandum on",
        "anlaşma memorandumu imzalayıb",
        "签署了谅解备忘录",
    ),
    (
        "held consultations on",
        "məsləhətləşmələr aparıb",
        "举行了磋商",
    ),
    (
        "adopted a plan of action on",
        "fəaliyyət planı qəbul edib",
        "通过了行动计划",
    ),
    (
        "exchanged views on",
        "fikir mübadiləsi aparıb",
        "交换了意见",
    ),
    (
        "agreed to expand cooperation on",
        "əməkdaşlığı genişləndirmək barədə razılığa gəlib",
        "同意扩大合作",
    ),
    (
        "issued a joint statement on",
        "birgə bəyanat yayıb",
        "发表了联合声明",
    ),
];

const TOPICS: [(&str, &str, &str); 7] = [
    ("transport links", "nəqliyyat əlaqələri", "交通联通"),
    ("renewable energy", "bərpa olunan enerji", "可再生能源"),
    ("food security", "ərzaq təhlükəsizliyi", "粮食安全"),
    (
        "visa facilitation",
        "viza rejiminin sadələşdirilməsi",
        "签证便利化",
    ),
    ("the digital economy", "rəqəmsal iqtisadiyyat", "数字经济"),
    ("cultural exchanges", "mədəni mübadilə", "文化交流"),
    ("water resources", "su ehtiyatları", "水资源"),
];

/// The statement with a number. Statements with other numbers differ in words, not only in figures.
pub fn statement(n: usize) -> Statement {
    let side = |k: usize| SIDES[k % SIDES.len()];
    let (a, b) = (side(n), side(n / 8 + n + 1));
    let act = ACTS[n / 5 % ACTS.len()];
    let topic = TOPICS[n / 3 % TOPICS.len()];
    let number = n / 7 + 1;
    Statement {
        en: format!(
            "At meeting No. {number}, {} and {} {} {}.",
            a.0, b.0, act.0, topic.0
        ),
        az: format!(
            "{number} nömrəli görüşdə {} və {} {} mövzusunda {}.",
            a.1, b.1, topic.1, act.1
        ),
        zh: format!(
            "在第{number}次会议上，{}和{}就{}{}。",
            a.2, b.2, topic.2, act.2
        ),
    }
}

/// Writes statements as TMX in three languages.
pub fn write_tmx(path: &Path, numbers: impl Iterator<Item = usize>) {
    let mut out = String::from(
        "<tmx version=\"1.4\"><header creationtool=\"a\" creationtoolversion=\"1\" segtype=\"sentence\" \
         o-tmf=\"a\" adminlang=\"en\" srclang=\"en\" datatype=\"plaintext\"/><body>\n",
    );
    for n in numbers {
        let s = statement(n);
        writeln!(
            out,
            "<tu><tuv xml:lang=\"en\"><seg>{}</seg></tuv><tuv xml:lang=\"az\"><seg>{}</seg></tuv>\
             <tuv xml:lang=\"zh\"><seg>{}</seg></tuv></tu>",
            s.en, s.az, s.zh
        )
        .unwrap();
    }
    out.push_str("</body></tmx>\n");
    std::fs::write(path, out).unwrap();
}

/// The program with its arguments; the clock stands still, so that two runs make the same memory.
pub fn karvan(arguments: &[&str], memory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_karvan"));
    command
        .args(arguments)
        .env("KARVAN_TM", memory)
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs the program to its end, which must be a good one.
pub fn run(arguments: &[&str], memory: &Path) -> Output {
    let output = karvan(arguments, memory).output().unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// What is asked of a memory: sentences of it, changed ones, and ones that it does not hold, from each language.
pub fn questions() -> Vec<(&'static str, &'static str, String)> {
    let changed = |n: usize| {
        let s = statement(n);
        [
            ("en", "az", s.en.replace("At meeting", "At the meeting")),
            ("az", "zh", s.az.replace("görüşdə", "görüş zamanı")),
            ("zh", "en", s.zh.replace("会议上", "会谈中")),
        ]
    };
    let exact = |n: usize| {
        let s = statement(n);
        [("en", "az", s.en), ("az", "zh", s.az), ("zh", "en", s.zh)]
    };
    let mut all = Vec::from(changed(40));
    all.extend(exact(8).into_iter().take(2));
    all.extend(exact(5_007).into_iter().take(1));
    all
}

/// The answers to [`questions`] by the library, as one text each.
pub fn answers(memory: &Path, exhaustive: bool) -> Vec<String> {
    let store = Store::open(memory, Mode::Read).unwrap();
    questions()
        .into_iter()
        .map(|(source, target, text)| {
            let lookup = karvan::memory::Lookup {
                source: karvan::lang::Lang::parse(source).unwrap(),
                target: karvan::lang::Lang::parse(target).unwrap(),
                min: 60.0,
                limit: 20,
                exhaustive,
                pivot: None,
            };
            let around = karvan::matching::Ranking::default();
            let query = karvan::memory::Query { text, around };
            format!("{:?}", lookup.find(&store, &query).unwrap())
        })
        .collect()
}

pub fn units(memory: &Path) -> i64 {
    let store = Store::open(memory, Mode::Read).unwrap();
    let count = store
        .connection()
        .query_row("SELECT count(*) FROM unit", [], |row| row.get(0));
    count.unwrap()
}

/// Asserts that the memory is whole, follows its units, and answers by the index what it answers without.
pub fn assert_sound(memory: &Path, when: &str) {
    let store = Store::open(memory, Mode::Read).unwrap_or_else(|e| panic!("{when}: {e}"));
    let state = store.derived_state().unwrap();
    assert_eq!(state, karvan::store::DerivedState::Current, "{when}");
    assert_eq!(
        karvan::memory::verify(&store, |_| ()).unwrap(),
        [],
        "{when}"
    );
    drop(store);
    assert_eq!(answers(memory, false), answers(memory, true), "{when}");
}

/// Copies a memory without opening it, with the first bytes of its log, or all of them.
pub fn copy_of(memory: &Path, to: &Path, log_bytes: Option<u64>) -> PathBuf {
    std::fs::copy(memory, to).unwrap();
    for (suffix, most) in [("-wal", log_bytes), ("-shm", Some(0))] {
        let beside = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        let _ = std::fs::remove_file(beside(to));
        if let Ok(mut bytes) = std::fs::read(beside(memory))
            && most != Some(0)
        {
            bytes.truncate(most.map_or(bytes.len(), |most| most as usize));
            std::fs::write(beside(to), bytes).unwrap();
        }
    }
    to.to_path_buf()
}

/// A `karvan lookup -` that is asked line by line.
pub struct Asked {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Asked {
    pub fn start(memory: &Path, source: &str, target: &str) -> Self {
        let format = ["--format", "jsonl", "--min", "60", "--limit", "20"];
        let mut child = karvan(&["lookup", "-", "-s", source, "-t", target], memory)
            .args(format)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let questions = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            questions,
            answers,
        }
    }

    pub fn ask(&mut self, question: &str) -> String {
        let questions = self.questions.as_mut().unwrap();
        writeln!(questions, "{question}").unwrap();
        questions.flush().unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        answer
    }

    /// Ends the input, and gives what the program said on stderr.
    pub fn end(mut self) -> String {
        drop(self.questions.take());
        let output = self.child.wait_with_output().unwrap();
        assert!(output.status.code().is_some_and(|code| code < 2));
        String::from_utf8(output.stderr).unwrap()
    }
}
