"""What the makers of gold share: drafts read as text, words and their edges, and the one way to refuse an input."""
import re
import unicodedata

CLITICS = re.compile('[وف]?[بكلس]?')
TATWEEL = '\u0640'


class Refused(Exception):
    """A fault in the input, with the place where it stands."""


def is_mark(char):
    return unicodedata.category(char) == 'Mn' or char == TATWEEL


def in_word(char):
    return char.isalnum() or is_mark(char)


def read_text(path):
    try:
        with open(path, 'rb') as file:
            return file.read().decode('utf-8')
    except OSError as error:
        raise Refused(f'{path}: {error.strerror}; name a file that can be read')
    except UnicodeDecodeError as error:
        raise Refused(f'{path}: byte {error.start} is not UTF-8; convert the file first')
