import { cva, type VariantProps } from "class-variance-authority";
import { Loader2 } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";

const button = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-lg font-medium transition-colors disabled:opacity-50 aria-disabled:opacity-50 disabled:cursor-not-allowed aria-disabled:cursor-not-allowed [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-primary text-primary-foreground hover:bg-primary/88",
        secondary:
          "border border-border-strong bg-surface text-foreground hover:bg-hover data-[state=open]:bg-hover",
        ghost: "text-foreground hover:bg-hover data-[state=open]:bg-hover",
        danger: "bg-danger-solid text-white hover:bg-danger-solid/90",
        link: "h-auto rounded-sm px-0 text-accent underline-offset-4 hover:underline",
      },
      size: {
        sm: "h-7 px-2.5 text-xs",
        md: "h-8 px-3 text-sm",
        icon: "size-8",
      },
    },
    compoundVariants: [{ variant: "link", className: "h-auto px-0" }],
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof button> {
  /** Renders the one child element (a link) with the button's look. */
  asChild?: boolean;
  /** Work is under way: shows it, keeps the width, and ignores further clicks. */
  pending?: boolean;
}

/** `type` is "button" unless told: a button in a form submits only when it says so. */
export function Button({
  variant,
  size,
  asChild,
  pending = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const classes = cn(button({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={pending || rest["aria-disabled"]}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={classes}
    >
      {pending ? <Loader2 aria-hidden className="animate-spin" /> : null}
      {children}
    </button>
  );
}
