import type { Config } from "tailwindcss";

const token = (name: string) => `var(--${name})`;

/** Colours are CSS variables (app/globals.css), so that a theme is one class on <html>. */
export default {
  darkMode: ["selector", ".dark"],
  theme: {
    extend: {
      colors: {
        background: token("background"),
        foreground: token("foreground"),
        surface: token("surface"),
        card: token("surface"),
        popover: token("popover"),
        muted: { DEFAULT: token("muted"), foreground: token("muted-foreground") },
        hover: token("hover"),
        selected: token("selected"),
        border: { DEFAULT: token("border"), strong: token("border-strong") },
        input: token("input"),
        ring: token("ring"),
        primary: { DEFAULT: token("primary"), foreground: token("primary-foreground") },
        accent: { DEFAULT: token("accent"), soft: token("accent-soft") },
        ok: { DEFAULT: token("ok"), soft: token("ok-soft") },
        warn: { DEFAULT: token("warn"), soft: token("warn-soft"), bar: token("warn-bar") },
        danger: {
          DEFAULT: token("danger"),
          soft: token("danger-soft"),
          solid: token("danger-solid"),
        },
        bar: token("bar"),
        track: token("track"),
      },
      borderRadius: { sm: "4px", md: "6px", lg: "8px", xl: "12px" },
      fontFamily: {
        sans: ["var(--font-geist-sans)", "system-ui", "sans-serif"],
        mono: ["var(--font-geist-mono)", "ui-monospace", "monospace"],
      },
      fontSize: {
        "2xs": ["11px", "16px"],
        xs: ["12px", "16px"],
        sm: ["14px", "20px"],
        base: ["14px", "20px"],
        lg: ["16px", "24px"],
        xl: ["20px", "28px"],
        "2xl": ["24px", "32px"],
      },
      boxShadow: { overlay: "var(--shadow-overlay)" },
      transitionDuration: { DEFAULT: "120ms" },
      maxWidth: { content: "1200px" },
    },
  },
} satisfies Config;
