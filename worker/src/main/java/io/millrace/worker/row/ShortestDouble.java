package io.millrace.worker.row;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * A double in the fewest digits that give the same double again, as MySQL spells it in JSON: plain
 * up to fifteen places before and behind the point, {@code 1e20} and {@code 1.5e-16} beyond, and
 * {@code 1.0} for a whole number.
 */
final class ShortestDouble {
  private static final long EXACT = 1_000_000_000_000_000L;
  private static final int MAX_PLACES = 15;
  private static final int MAX_DIGITS = 17;

  private ShortestDouble() {}

  static void put(double value, DoubleSpelling spelling, ByteBuilder out) {
    if (Double.doubleToRawLongBits(value) < 0) {
      out.put('-');
    }
    double positive = Math.abs(value);
    if (positive == 0) {
      out.put('0');
      out.put('.');
      out.put('0');
      return;
    }
    double power = 1;
    for (int places = 0; places <= MAX_PLACES; places++) {
      double scaled = positive * power;
      if (scaled >= EXACT) {
        break;
      }
      long digits = (long) (scaled + 0.5);
      // Both are exact, so the quotient is the double nearest to these digits.
      if (digits > 0 && digits / power == positive) {
        putPlain(digits, places, out);
        return;
      }
      power *= 10;
    }
    putSlowly(positive, spelling, out);
  }

  private static void putPlain(long digits, int places, ByteBuilder out) {
    long divisor = 1;
    for (int i = 0; i < places; i++) {
      divisor *= 10;
    }
    Digits.putUnsigned(digits / divisor, out);
    out.put('.');
    if (places == 0) {
      out.put('0');
      return;
    }
    long rest = digits % divisor;
    for (divisor /= 10; divisor > 0; divisor /= 10) {
      out.put('0' + (int) (rest / divisor % 10));
    }
  }

  private static void putSlowly(double value, DoubleSpelling spelling, ByteBuilder out) {
    BigDecimal shortest = shortest(value, spelling).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    out.put(spelled(digits, point).getBytes(StandardCharsets.US_ASCII));
  }

  /** {@code point}: how many of the digits stand before it, or how many zeros behind it. */
  private static String spelled(String digits, int point) {
    // A fraction is always printed plain: it needs 17 digits to stand behind 16 others.
    if (point <= -MAX_PLACES || (point > MAX_PLACES && point >= digits.length())) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return digits.charAt(0) + fraction + "e" + (point - 1);
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    return point >= digits.length()
        ? digits + "0".repeat(point - digits.length()) + ".0"
        : digits.substring(0, point) + "." + digits.substring(point);
  }

  private static BigDecimal shortest(double value, DoubleSpelling spelling) {
    BigDecimal exact = new BigDecimal(value);
    for (int precision = 1; precision < MAX_DIGITS; precision++) {
      BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded;
      }
      // The next one above can be the same double where the nearest one, below, is another.
      BigDecimal above = exact.round(new MathContext(precision, RoundingMode.UP));
      if (spelling == DoubleSpelling.FEWEST && above.doubleValue() == value) {
        return above;
      }
    }
    return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN));
  }
}
