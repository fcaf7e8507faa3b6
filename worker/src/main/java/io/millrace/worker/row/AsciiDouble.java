package io.millrace.worker.row;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Floating-point numbers as MySQL prints them: {@code -1.5}, {@code 1e-7}, {@code
 * 3.4028234663852886e38}.
 */
public final class AsciiDouble {
  private static final int MAX_DIGITS = 18;
  private static final long EXACT_LONG = 1L << 53;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final int EXACT_POWER = POWERS.length - 1;

  private AsciiDouble() {}

  /**
   * The double nearest to the text. Without garbage when the digits fit 53 bits and the power of
   * ten is at most 22, both of which a double holds exactly, so that one multiplication or division
   * rounds correctly (Clinger 1990); else by way of a String.
   */
  public static double parse(byte[] source, int from, int length) {
    return parse(source, from, length, false);
  }

  /**
   * The float nearest to the text, as a double, without garbage: the text is a float's exact
   * double, and the few last bits that a product of doubles may be off are far below half a float's
   * last bit.
   */
  public static double parseSingle(byte[] source, int from, int length) {
    return parse(source, from, length, true);
  }

  private static double parse(byte[] source, int from, int length, boolean single) {
    int at = from;
    int end = from + length;
    boolean negative = at < end && source[at] == '-';
    if (negative) {
      at++;
    }
    long digits = 0;
    int count = 0;
    int exponent = 0;
    boolean fraction = false;
    int start = at;
    for (; at < end; at++) {
      int digit = source[at] - '0';
      if (digit >= 0 && digit <= 9) {
        if (digits == 0 && digit == 0) {
          exponent -= fraction ? 1 : 0;
        } else if (count < MAX_DIGITS) {
          digits = digits * 10 + digit;
          count++;
          exponent -= fraction ? 1 : 0;
        } else {
          return slow(source, from, length, single);
        }
      } else if (source[at] == '.' && !fraction) {
        fraction = true;
      } else {
        break;
      }
    }
    if (at == start) {
      return slow(source, from, length, single);
    }
    if (at < end) {
      if ((source[at] | 0x20) != 'e' || end - at < 2 || end - at > 6) {
        return slow(source, from, length, single);
      }
      boolean minus = source[at + 1] == '-';
      int given = 0;
      for (at += minus || source[at + 1] == '+' ? 2 : 1; at < end; at++) {
        int digit = source[at] - '0';
        if (digit < 0 || digit > 9) {
          return slow(source, from, length, single);
        }
        given = given * 10 + digit;
      }
      exponent += minus ? -given : given;
    }
    if (digits == 0) {
      return negative ? -0.0 : 0.0;
    }
    if (digits <= EXACT_LONG && Math.abs(exponent) <= EXACT_POWER) {
      double value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
      return signed(value, negative, single);
    }
    if (single && Math.abs(exponent) <= 3 * EXACT_POWER) {
      double value = digits;
      int rest = Math.abs(exponent);
      while (rest > 0) {
        int step = Math.min(rest, EXACT_POWER);
        value = exponent < 0 ? value / POWERS[step] : value * POWERS[step];
        rest -= step;
      }
      return signed(value, negative, true);
    }
    return slow(source, from, length, single);
  }

  private static double signed(double value, boolean negative, boolean single) {
    double rounded = single ? (float) value : value;
    return negative ? -rounded : rounded;
  }

  private static double slow(byte[] source, int from, int length, boolean single) {
    double value = Double.parseDouble(new String(source, from, length, StandardCharsets.US_ASCII));
    return single ? (float) value : value;
  }

  /**
   * The shortest of 15, 16 or 17 significant digits that gives the same double again, as plain
   * digits without an exponent. The same on every Java version, unlike Double.toString.
   */
  public static String plain(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int precision = 15; ; precision++) {
      BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
      if (precision == 17 || rounded.doubleValue() == value) {
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
      }
    }
  }
}
