//! Sentences in every charset that is read, long and short, come back as they were.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jernih::source::decode::{Charset, decode};

const RUSSIAN: &str = "В понедельник цены на рис выросли на три процента. Торговец сказал, что \
    виноваты дожди и плохая дорога. Я не знаю, когда они снова упадут.";
const UKRAINIAN: &str = "У понеділок ціни на рис зросли на три відсотки. Торговець каже, що винні \
    дощі і погана дорога, а їх ніхто не лагодить. Є ще й інші причини.";
const BULGARIAN: &str = "В понеделник цените на ориза се повишиха с три процента. Търговецът казва, \
    че причината са дъждовете и лошият път. Никой не знае кога ще паднат.";
const KAZAKH: &str = "Дүйсенбіде күріштің бағасы үш пайызға көтерілді. Саудагер бұған жаңбыр мен \
    нашар жол кінәлі дейді. Оның қашан түсетінін ешкім білмейді.";
const GREEK: &str = "Τη Δευτέρα οι τιμές του ρυζιού αυξήθηκαν κατά τρία τοις εκατό. Ο έμπορος λέει \
    ότι φταίνε οι βροχές και ο κακός δρόμος.";
const HEBREW: &str = "ביום שני עלו מחירי האורז בשלושה אחוזים. הסוחר אומר שהגשמים והדרך הרעה אשמים.";
const ARABIC: &str = "ارتفعت أسعار الأرز يوم الاثنين بنسبة ثلاثة في المئة وقال التاجر إن السبب هو \
    المطر والطريق السيئ.";
const THAI: &str = "ราคาข้าวเพิ่มขึ้นในวันจันทร์ พ่อค้าบอกว่าเป็นเพราะฝนและถนนไม่ดี ไม่มีใครรู้ว่าจะลดลงเมื่อไร";
const FRENCH: &str = "Lundi, le prix du riz a augmenté de trois pour cent. Le marchand répète que la \
    pluie et la route, très abîmée, en sont la cause. Ça ne s'arrêtera pas à Noël.";
const GERMAN: &str = "Am Montag ist der Reis für die Händler um drei Prozent teurer geworden. Schuld \
    sind die schlechten Straßen, heißt es, und die Regenfälle über den höheren Äckern.";
const PORTUGUESE: &str = "Na segunda-feira o preço do arroz subiu três por cento. O comerciante não \
    culpa a chuva, mas as más condições da estrada; a situação é difícil.";
const SPANISH: &str = "El lunes subió el precio del arroz. El dueño del almacén dice que la culpa la \
    tienen las lluvias y el camino, que aún está dañado, y que mañana subirá más.";
const DANISH: &str = "På mandag steg prisen på ris med tre procent. Købmanden siger, at årsagen er \
    regnen og den dårlige vej. Også bønderne er bange for, at høsten går tabt.";
const ICELANDIC: &str = "Á mánudaginn hækkaði verð á hrísgrjónum um þrjú prósent. Kaupmaðurinn segir \
    að það sé rigningunni að kenna og að vegurinn sé ónýtur.";
const POLISH: &str = "W poniedziałek ceny ryżu wzrosły o trzy procent. Kupiec mówi, że winne są \
    deszcze i zła droga, a następny tydzień będzie gorszy. Żaden rząd tego nie zmieni.";
const CZECH: &str = "V pondělí se rýže zdražila o tři procenta. Obchodník říká, že za to může déšť a \
    špatná silnice, kterou nikdo neopravuje. Příští týden to bude ještě horší.";
const HUNGARIAN: &str = "Hétfőn három százalékkal nőtt a rizs ára. A kereskedő szerint az esőzések és \
    a rossz út az oka, amelyet senki sem javít. Jövő héten még drágább lehet, mondta dühösen.";
const CROATIAN: &str = "U ponedjeljak su cijene riže porasle za tri posto. Trgovac kaže da su krive \
    kiše i loša cesta, koju nitko ne popravlja. Sljedeći će tjedan biti još gore, čini se.";
const LITHUANIAN: &str = "Pirmadienį ryžių kainos pakilo trimis procentais. Prekybininkas sako, kad \
    kalti lietūs ir blogas kelias, kurio niekas netaiso. Kitą savaitę bus dar blogiau, šią žino visi.";
const TURKISH: &str = "Pazartesi günü pirinç fiyatı yüzde üç arttı. Tüccar, bunun nedeninin yağmurlar \
    ve kötü yol olduğunu söylüyor. Gelecek hafta daha da kötü olacak, diye düşünüyor çiftçiler.";
const KOREAN: &str = "월요일에 쌀값이 삼 퍼센트 올랐다. 상인은 비와 나쁜 길 때문이라고 말한다. 언제 다시 내릴지 아무도 모른다.";
const CHINESE: &str =
    "星期一大米的价格上涨了百分之三。商人说这是因为下雨和道路不好。没有人知道什么时候会降下来。";
const JAPANESE: &str = "月曜日に米の値段が三パーセント上がりました。商人は雨と悪い道のせいだと言います。いつ下がるかは誰にもわかりません。";
const INDONESIAN: &str = "Harga beras naik tiga persen pada hari Senin. “Ini karena hujan dan jalan \
    yang rusak,” kata seorang pedagang. Tak ada yang tahu kapan turun…";

const WRITTEN: &[(&str, &str)] = &[
    (RUSSIAN, "windows-1251 KOI8-R ISO-8859-5 IBM866 IBM855 x-mac-cyrillic UTF-16LE UTF-32BE"),
    (UKRAINIAN, "windows-1251 KOI8-U IBM1125 x-mac-cyrillic"),
    (BULGARIAN, "windows-1251 ISO-8859-5 IBM855 IBM866 x-mac-cyrillic"),
    (KAZAKH, "KZ-1048"),
    (GREEK, "windows-1253 ISO-8859-7 IBM737 IBM869 x-mac-greek UTF-16BE"),
    (HEBREW, "windows-1255 IBM862 UTF-16LE"),
    (ARABIC, "windows-1256 ISO-8859-6 IBM720 UTF-16BE"),
    (THAI, "windows-874 UTF-16LE"),
    (FRENCH, "windows-1252 macintosh IBM850 IBM437 IBM863 IBM037 IBM500 UTF-32LE"),
    (GERMAN, "windows-1252 macintosh IBM850 IBM437 IBM037 IBM273"),
    (PORTUGUESE, "windows-1252 macintosh IBM850 IBM860"),
    (SPANISH, "windows-1252 macintosh IBM850 IBM437 IBM037"),
    (DANISH, "windows-1252 macintosh IBM850 IBM865 IBM037"),
    (ICELANDIC, "windows-1252 IBM861 x-mac-icelandic"),
    (POLISH, "windows-1250 ISO-8859-2 IBM852 x-mac-centraleurroman UTF-16LE"),
    (CZECH, "windows-1250 ISO-8859-2 IBM852 x-mac-centraleurroman"),
    (HUNGARIAN, "windows-1250 ISO-8859-2 IBM852"),
    (CROATIAN, "windows-1250 ISO-8859-2 IBM852 x-mac-croatian"),
    (LITHUANIAN, "windows-1257 ISO-8859-13 IBM775"),
    (TURKISH, "windows-1254 IBM857 x-mac-turkish IBM1026"),
    (KOREAN, "EUC-KR Johab ISO-2022-KR UTF-16LE UTF-32BE"),
    (CHINESE, "GBK gb18030 HZ-GB-2312 UTF-16LE UTF-16BE UTF-32LE"),
    (JAPANESE, "Shift_JIS EUC-JP ISO-2022-JP UTF-16LE UTF-16BE"),
    (INDONESIAN, "windows-1252 macintosh UTF-16LE UTF-16BE"),
];

#[test]
fn long_texts() {
    let twice = |(text, names): &(&str, &'static str)| (format!("{text}\n{text}\n"), *names);
    all_come_back(WRITTEN.iter().map(twice), &[]);
}

#[test]
fn one_sentence() {
    let first = |(text, names): &(&str, &'static str)| {
        (text.split_inclusive(['.', '。']).next().unwrap().to_owned(), *names)
    };
    // Of a handful of letters beyond ASCII, nobody can tell the charset.
    let has_letters =
        |(text, _): &(String, &str)| text.matches(|c: char| !c.is_ascii()).count() >= 20;
    // This differs from windows-1251 in capitals only, and a sentence has one.
    all_come_back(WRITTEN.iter().map(first).filter(has_letters), &["x-mac-cyrillic"]);
}

#[test]
fn a_byte_order_mark_and_a_declaration_are_believed() {
    for name in ["UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"] {
        let bytes = Charset::for_label(name.as_bytes()).unwrap().encode("Né");
        assert_eq!(decode(&bytes).unwrap().text, "Né", "{name}");
    }
    let page = "<?xml version='1.0' encoding='IBM852'?><p>Łódź</p>";
    let bytes = Charset::for_label(b"IBM852").unwrap().encode(page);
    assert_eq!(decode(&bytes).unwrap().text, page);
    let page =
        "<meta charset=\"utf-8\"><meta content=\"text/html; charset=iso-8859-2\"><p>Łódź</p>";
    let bytes = Charset::for_label(b"iso-8859-2").unwrap().encode(page);
    assert_eq!(decode(&bytes).unwrap().text, page);
}

#[test]
fn what_is_no_text_is_held() {
    let noise = |n: u32| (n.wrapping_mul(2_654_435_761) >> 13) as u8;
    let random: Vec<u8> = (0..4000).map(noise).collect();
    let wide: Vec<u8> = (0..2000_u32).flat_map(u32::to_le_bytes).collect();
    for bytes in
        [&random[..], &wide, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0", b"PK\x03\x04\x14\0\x08\0"]
    {
        assert!(decode(bytes).is_err(), "{:?}", &bytes[..4]);
    }
}

#[track_caller]
fn all_come_back(texts: impl Iterator<Item = (String, &'static str)>, except: &[&str]) {
    let pairs = texts.flat_map(|(text, names)| {
        names.split_whitespace().map(move |name| (text.clone(), name)).collect::<Vec<_>>()
    });
    let wrong: Vec<String> = pairs
        .filter(|(_, name)| !except.contains(name))
        .filter_map(|(text, name)| comes_back(&text, name).err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn comes_back(text: &str, name: &str) -> Result<(), String> {
    let charset = Charset::for_label(name.as_bytes()).ok_or(name)?;
    let mut bytes = charset.encode(text);
    // With a mark nothing is left to find out.
    if name.starts_with("UTF-16") {
        bytes.drain(..2);
    } else if name.starts_with("UTF-32") {
        bytes.drain(..4);
    }
    assert_eq!(charset.decode(&bytes).0, text, "{name} lacks a letter of this text");
    let decoded = decode(&bytes).map_err(|error| format!("{name}: {error}"))?;
    let found = decoded.charset.map_or("UTF-8", Charset::name);
    let same = decoded.text == text;
    same.then_some(()).ok_or_else(|| format!("{name} was taken for {found}: {}", decoded.text))
}
