package io.gopool.examples.checksum;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** The wording of what goes to standard error, after that of the GNU tools. */
final class Messages {

  private Messages() {}

  /** Returns {@code checksum: path: reason}. */
  static String failure(Path path, IOException e) {
    return "checksum: " + printable(path.toString()) + ": " + reason(e);
  }

  /** Returns why, without the path that most messages of the JDK repeat. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException x -> "No such file or directory";
      case AccessDeniedException x -> "Permission denied";
      case NotDirectoryException x -> "Not a directory";
      case FileSystemException x when x.getReason() != null -> printable(x.getReason());
      default -> printable(e.getMessage() == null ? e.getClass().getName() : e.getMessage());
    };
  }

  /** Returns the text without control characters: a file name must not drive the terminal. */
  static String printable(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length() + 8);
    text.chars().forEach(c -> appendPrintable(plain, (char) c));
    return plain.toString();
  }

  private static void appendPrintable(StringBuilder plain, char c) {
    if (Character.isISOControl(c)) {
      plain.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
    } else {
      plain.append(c);
    }
  }
}
