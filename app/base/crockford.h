/* Douglas Crockford's base32 (https://www.crockford.com/base32.html): the digits of badges and join
 * codes. No U, and nothing that people take for something else. */
#pragma once

/* The digit 0 to 31 in upper case. */
char crockford_letter(unsigned digit);
/* What a scanner or a person meant: lower case is upper case, O is 0, I and L are 1. */
char crockford_forgive(char c);
/* The digit of a character as it was meant; -1: none. */
int crockford_digit(char c);

/* One step of a CRC-5 over such digits (polynomial x^5 + x^2 + 1, USB's; start
 * CROCKFORD_CRC_START). Every single wrong digit and every swap of two that are fewer than 31
 * apart is noticed, because the polynomial is primitive (order 31): it divides neither an error of
 * at most five bits nor such an error times x^5k + 1. Other mistakes, like halves of two codes,
 * pass one time in 32. */
enum { CROCKFORD_CRC_START = 31 };
unsigned crockford_crc(unsigned crc, unsigned digit);
