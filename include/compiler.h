/* Names for what gcc and clang can check of a function. */
#ifndef CRIER_COMPILER_H
#define CRIER_COMPILER_H

#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define MUST_CHECK               __attribute__((warn_unused_result))
#define NO_RETURN                __attribute__((noreturn))
#define ARRAY_LEN(array)         (sizeof(array) / sizeof((array)[0]))

#endif
